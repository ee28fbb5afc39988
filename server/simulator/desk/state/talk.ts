import { ref, shallowRef, watch, type Ref } from 'vue'
import { api, type Chat, type Message } from '../api.ts'
import { failed, LOADING, READY, type Load } from './load.ts'

export interface TalkState {
  messages: Ref<Message[]>
  load: Ref<Load>
  refresh: () => Promise<void>
  post: (message: Record<string, unknown>) => Promise<void>
}

/** The messages of the open chat. */
export function useTalk(userid: Ref<string | null>, chat: Ref<Chat | null>): TalkState {
  const messages = shallowRef<Message[]>([])
  const load = ref<Load>(LOADING)
  let running: AbortController | null = null

  async function refresh(): Promise<void> {
    running?.abort()
    const open = chat.value
    if (!userid.value || !open) return
    const mine = (running = new AbortController())
    try {
      const { items } = await api.messages(userid.value, open.id, mine.signal)
      if (mine.signal.aborted) return
      messages.value = items
      load.value = READY
    } catch (error) {
      if (!mine.signal.aborted) load.value = failed(error)
    }
  }

  async function post(message: Record<string, unknown>): Promise<void> {
    if (!userid.value || !chat.value) return
    await api.postMessage(userid.value, chat.value.id, message)
    await refresh()
  }

  watch([userid, () => chat.value?.id], () => {
    load.value = LOADING
    messages.value = []
    void refresh()
  })

  return { messages, load, refresh, post }
}
