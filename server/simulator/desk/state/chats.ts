import { ref, shallowRef, watch, type Ref } from 'vue'
import { api, type Chat } from '../api.ts'
import { failed, LOADING, READY, reasonOf, type Load } from './load.ts'

export type ChatFilter = 'all' | 'customer' | 'group'

export interface ChatsState {
  chats: Ref<Chat[]>
  load: Ref<Load>
  query: Ref<string>
  filter: Ref<ChatFilter>
  hasMore: Ref<boolean>
  moreProblem: Ref<string>
  refresh: () => Promise<void>
  loadMore: () => Promise<void>
  markRead: (id: string) => void
}

const TYPING_PAUSE_MS = 200

export function useChats(userid: Ref<string | null>): ChatsState {
  const chats = shallowRef<Chat[]>([])
  const load = ref<Load>(LOADING)
  const query = ref('')
  const filter = ref<ChatFilter>('all')
  const hasMore = ref(false)
  const moreProblem = ref('')
  // The simulator counts what is unanswered; what was looked at is known only here.
  const seen = new Map<string, string | null>()
  let cursor: string | null = null
  let running: AbortController | null = null
  let loadingMore = false

  async function fetchPage(after: string | null, signal?: AbortSignal) {
    const kind = filter.value === 'all' ? '' : filter.value
    const request = { userid: userid.value ?? '', q: query.value.trim(), cursor: after ?? '', kind }
    const page = await api.chats(request, signal)
    const items = page.items.map((each) =>
      seen.get(each.id) === each.lastAt ? { ...each, unread: 0 } : each,
    )
    return { ...page, items }
  }

  /** Reads the first page anew; a newer call cancels an older one. */
  async function refresh(): Promise<void> {
    running?.abort()
    if (!userid.value) return
    const mine = (running = new AbortController())
    try {
      const page = await fetchPage(null, mine.signal)
      if (mine.signal.aborted) return
      chats.value = page.items
      cursor = page.nextCursor
      hasMore.value = cursor !== null
      moreProblem.value = ''
      load.value = READY
    } catch (error) {
      if (!mine.signal.aborted) load.value = failed(error)
    }
  }

  async function loadMore(): Promise<void> {
    if (!cursor || loadingMore) return
    loadingMore = true
    const from = cursor
    try {
      const page = await fetchPage(from)
      if (cursor !== from) return
      const known = new Set(chats.value.map((chat) => chat.id))
      chats.value = [...chats.value, ...page.items.filter((chat) => !known.has(chat.id))]
      cursor = page.nextCursor
      hasMore.value = cursor !== null
      moreProblem.value = ''
    } catch (error) {
      moreProblem.value = reasonOf(error)
    } finally {
      loadingMore = false
    }
  }

  function markRead(id: string): void {
    const chat = chats.value.find((each) => each.id === id)
    if (!chat) return
    seen.set(id, chat.lastAt)
    if (chat.unread > 0)
      chats.value = chats.value.map((each) => (each.id === id ? { ...each, unread: 0 } : each))
  }

  function restart(): void {
    load.value = LOADING
    chats.value = []
    void refresh()
  }

  watch([userid, filter], restart)
  watch(query, (_now, _before, onCleanup) => {
    const timer = setTimeout(() => void refresh(), TYPING_PAUSE_MS)
    onCleanup(() => clearTimeout(timer))
  })

  return { chats, load, query, filter, hasMore, moreProblem, refresh, loadMore, markRead }
}
