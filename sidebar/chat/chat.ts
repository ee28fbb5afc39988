import { inject, type InjectionKey } from 'vue'
import type { Me } from '../api/session.ts'
import type { Host } from '../bridge/host.ts'

/** What every part of the in-chat app may ask for: who works here, and the client around the page. */
export interface Chat {
  me: Me
  host: Host
}

export const chatKey: InjectionKey<() => Chat> = Symbol('chat')

export function useChat(): Chat {
  const chat = inject(chatKey)
  if (!chat) throw new Error('useChat outside of the app')
  return chat()
}
