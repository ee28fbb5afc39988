// The whole desk: who sits at it, which chat is open, what the sidebar is told.
import { computed, onMounted, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Chat } from '../api.ts'
import type { Entry } from '../bridge-rules.ts'
import { isWord, language, t } from '../i18n.ts'
import { useChats, type ChatsState } from './chats.ts'
import { makeClientHost } from './client-host.ts'
import { useClock, type SimulatedClock } from './clock.ts'
import { settle, useEvents } from './events.ts'
import { useFrame, type FrameState } from './frame.ts'
import { useShareWindow, type ShareWindow } from './share-window.ts'
import { reasonOf } from './load.ts'
import { LATE_BRIDGE_MS, VERSIONS } from './modes.ts'
import { usePanel, type PanelState } from './panel.ts'
import { usePreferences, type Preferences } from './preferences.ts'
import { useSession, type SessionState } from './session.ts'
import { useTalk, type TalkState } from './talk.ts'
import { useTasks, type TasksState } from './tasks.ts'
import { useToasts, type Toasts } from './toasts.ts'

/** 'chat' means the toolbar that belongs to the kind of the open chat. */
export type EntryChoice = 'chat' | 'contact_profile' | 'normal'
export type CardSubject = { kind: 'contact' | 'group' | 'staff'; id: string }

export interface DeskState {
  session: SessionState
  preferences: Preferences
  chats: ChatsState
  talk: TalkState
  tasks: TasksState
  clock: SimulatedClock
  toasts: Toasts
  panel: PanelState
  frame: FrameState
  share: ShareWindow
  chat: Ref<Chat | null>
  view: Ref<'desktop' | 'phone'>
  entryChoice: Ref<EntryChoice>
  entry: ComputedRef<Entry>
  card: Ref<CardSubject | null>
  openChat: (chat: Chat) => void
  leaveChat: () => void
  changeStaff: (userid: string) => Promise<void>
  say: (text: string, from: 'me' | 'customer') => Promise<boolean>
  reload: () => void
  /** From now on for a while, callbacks are news for the person at the desk. */
  expectCallbacks: () => void
  refresh: () => void
}

const QUIET_MS = 150
const NEWS_MS = 20_000

export function useDesk(): DeskState {
  const preferences = usePreferences()
  const toasts = useToasts()
  const clock = useClock()
  const panel = usePanel(clock, toasts)
  const session = useSession()
  const userid = computed(() => session.me.value?.userid ?? null)
  const chats = useChats(userid)
  const chat = shallowRef<Chat | null>(null)
  const talk = useTalk(userid, chat)
  const tasks = useTasks(userid)
  const card = ref<CardSubject | null>(null)
  const view = ref<'desktop' | 'phone'>('desktop')
  const entryChoice = ref<EntryChoice>('chat')
  let newsUntil = 0
  // The first page of a desk may find the chat session of somebody else in the cookies.
  let endsSession = true

  const entry = computed<Entry>(() => {
    const isGroup = chat.value?.kind === 'group'
    if (entryChoice.value === 'normal') return 'normal'
    if (isGroup) return 'group_chat_tools'
    return entryChoice.value === 'contact_profile' ? 'contact_profile' : 'single_chat_tools'
  })

  const refreshAll = (): void => {
    void chats.refresh()
    void talk.refresh()
    void tasks.refresh()
  }
  const share = useShareWindow(userid)
  const host = makeClientHost({
    userid,
    chat,
    entry,
    view,
    share,
    modes: panel.modes,
    toasts,
    openCard: (subject) => (card.value = subject),
    openChat,
    closeSidebar: () => (preferences.dockOpen.value = false),
    refresh: refreshAll,
  })
  const frame = useFrame({
    appOrigin: () => session.session.value?.appOrigin ?? '',
    settings: () => ({
      view: view.value,
      ...(panel.modes.value.version === 'new' ? {} : { version: VERSIONS[panel.modes.value.version] }),
      bridgeDelayMs: panel.modes.value.bridge === 'late' ? LATE_BRIDGE_MS : 0,
      colorScheme: preferences.isDark.value ? 'Dark' : 'Light',
      language: language.value,
    }),
    host,
    prepare: async () => {
      if (userid.value) await session.become(userid.value)
    },
  })

  function reload(): void {
    if (!chat.value || !preferences.dockOpen.value) return frame.close()
    void frame.open({ fresh: endsSession })
    endsSession = false
  }

  function openChat(next: Chat): void {
    chat.value = next
    card.value = null
    chats.markRead(next.id)
  }

  function leaveChat(): void {
    chat.value = null
    card.value = null
  }

  async function changeStaff(next: string): Promise<void> {
    frame.close()
    leaveChat()
    // What the one before was looking for would hide the newcomer's chats.
    chats.query.value = ''
    endsSession = true
    try {
      await session.become(next)
    } catch (error) {
      toasts.show('danger', reasonOf(error))
    }
  }

  async function say(text: string, from: 'me' | 'customer'): Promise<boolean> {
    try {
      await talk.post({ kind: 'text', text, from })
      void chats.refresh()
      return true
    } catch (error) {
      toasts.show('danger', t('write.failed', { reason: reasonOf(error) }))
      return false
    }
  }

  // Everything that a real client cannot change under a living page destroys it and makes a new one.
  watch(
    [
      () => chat.value?.id,
      entry,
      view,
      preferences.dockOpen,
      () => panel.modes.value.bridge,
      () => panel.modes.value.version,
    ],
    reload,
  )
  // A member's first chat with a customer opens by itself, for that is what the desk is there to show.
  watch(chats.chats, (list) => {
    const open = chat.value
    const first = list.find((each) => each.kind === 'customer') ?? list[0]
    if (!open && first && chats.query.value === '') openChat(first)
    else if (open) {
      chat.value = list.find((each) => each.id === open.id) ?? open
      chats.markRead(open.id)
    }
  })

  const refreshSoon = settle(refreshAll, QUIET_MS)
  useEvents(
    {
      message: refreshSoon,
      'truth-changed': refreshSoon,
      clock: () => void clock.sync().catch(() => undefined),
      'callback-delivered': (data) => {
        if (performance.now() < newsUntil) tellCallback(data, toasts)
      },
    },
    refreshSoon,
  )

  onMounted(async () => {
    await session.fetchSession()
    await Promise.allSettled([clock.sync(), panel.fetchFaults()])
  })

  return {
    session,
    preferences,
    chats,
    talk,
    tasks,
    clock,
    toasts,
    panel,
    frame,
    share,
    chat,
    view,
    entryChoice,
    entry,
    card,
    openChat,
    leaveChat,
    changeStaff,
    say,
    reload,
    expectCallbacks: () => (newsUntil = performance.now() + NEWS_MS),
    refresh: refreshAll,
  }
}

function tellCallback(data: Record<string, unknown>, toasts: Toasts): void {
  const text = (key: string): string => (typeof data[key] === 'string' ? data[key] : '')
  const event = [text('event'), text('changeType')].filter((part) => part !== '').join(' · ')
  const state = text('state')
  const key = `callback.${state}`
  if (state === 'delivered') toasts.show('info', t('action.callback', { event }))
  else toasts.show('danger', t('action.callbackFailed', { event, reason: isWord(key) ? t(key) : state }))
}
