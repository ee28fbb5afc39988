// What the client does for the sidebar page: the bridge's rules decide, this carries it out.
import type { Ref } from 'vue'
import { api, type Chat } from '../api.ts'
import type { BridgeHost, ChatRequest, Outcome } from '../bridge.ts'
import type { Entry } from '../bridge-rules.ts'
import { t } from '../i18n.ts'
import type { CardSubject } from './desk.ts'
import { reasonOf } from './load.ts'
import { VERSIONS, type ClientModes } from './modes.ts'
import type { ShareWindow } from './share-window.ts'
import type { Toasts } from './toasts.ts'

const OK: Outcome = { ok: true }
const refuse = (problem: string): Outcome => ({ ok: false, problem })

export interface ClientParts {
  userid: Readonly<Ref<string | null>>
  chat: Readonly<Ref<Chat | null>>
  entry: Readonly<Ref<Entry>>
  view: Readonly<Ref<'desktop' | 'phone'>>
  share: ShareWindow
  modes: Readonly<Ref<ClientModes>>
  toasts: Toasts
  openCard: (subject: CardSubject) => void
  openChat: (chat: Chat) => void
  closeSidebar: () => void
  refresh: () => void
}

export function makeClientHost(parts: ClientParts): BridgeHost {
  const { chat, entry, modes, toasts, userid } = parts

  async function findChat(fits: (each: Chat) => boolean, q: string): Promise<Chat | undefined> {
    const { items } = await api.chats({ userid: userid.value ?? '', q })
    return items.find(fits)
  }

  async function openChat({ chatId, externalUserIds, userIds, name }: ChatRequest): Promise<Outcome> {
    if (chatId !== '') {
      const { name: groupName } = await api.group(chatId)
      const found = await findChat((each) => each.chatId === chatId, groupName)
      if (found) parts.openChat(found)
      return found ? OK : refuse(' invalid chatId')
    }
    const [first] = externalUserIds
    if (first === undefined) {
      // The simulator has customer chats only.
      return refuse(' chats among members are not simulated')
    }
    if (externalUserIds.length === 1 && userIds.length === 0) {
      const contact = await api.contact(first)
      const found = await findChat((each) => each.externalUserId === first, contact.name)
      if (found) parts.openChat(found)
      return found ? OK : refuse(' invalid externalUserIds')
    }
    const made = await api.act('create-group', {
      userid: userid.value,
      name,
      externalUserids: externalUserIds,
      userids: userIds,
    })
    parts.refresh()
    return { ok: true, extra: { chatId: made['chatId'] } }
  }

  return {
    page: () => {
      const open = chat.value
      return {
        entry: entry.value,
        client: parts.view.value === 'phone' ? 'ios' : 'pc',
        version: VERSIONS[modes.value.version],
        ...(open?.externalUserId ? { externalUserId: open.externalUserId } : {}),
        ...(open?.chatId ? { chatId: open.chatId } : {}),
      }
    },
    modes: () => modes.value,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    verify: async (kind, url, params) => (await api.verify(kind, url, params)).err_msg,
    deliver: async (message) => {
      const open = chat.value
      if (!open || !userid.value) return refuse(' without context of external contact')
      try {
        await api.postMessage(userid.value, open.id, { ...message, from: 'me', source: 'sidebar' })
      } catch (error) {
        return refuse(` ${reasonOf(error)}`)
      }
      parts.refresh()
      return OK
    },
    share: async (api, content) => {
      try {
        await parts.share.open(api, content)
        return OK
      } catch (error) {
        return refuse(` ${reasonOf(error)}`)
      }
    },
    openProfile: (kind, id) => {
      parts.openCard({ kind, id })
      return OK
    },
    openChat: async (request) => {
      try {
        return await openChat(request)
      } catch (error) {
        return refuse(` ${reasonOf(error)}`)
      }
    },
    copy: async (text) => {
      try {
        await navigator.clipboard.writeText(text)
        toasts.show('ok', t('toast.copied'))
        return OK
      } catch {
        return refuse(` ${t('toast.copyFailed')}`)
      }
    },
    openBrowser: (url) => {
      if (!/^https?:\/\//i.test(url)) return refuse(' invalid url')
      window.open(url, '_blank', 'noopener')
      return OK
    },
    close: parts.closeSidebar,
  }
}
