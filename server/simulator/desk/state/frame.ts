// The sidebar's frame: which page it loads, as which client, and the bridge that answers it.
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { createBridge, type Bridge, type BridgeHost } from '../bridge.ts'
import type { DeskToHost, FrameSettings, HostToDesk } from '../host-protocol.ts'
import { reasonOf } from './load.ts'

export interface FrameLoad {
  nonce: string
  src: string
  /** Becomes window.name in the frame, where host.ts reads it before the page's own scripts run. */
  name: string
}

export interface FrameOptions {
  appOrigin: () => string
  settings: () => Omit<FrameSettings, 'liukeDesk' | 'nonce'>
  host: BridgeHost
  /** Before each load: makes the simulator's login know the right member. */
  prepare: () => Promise<void>
}

export interface FrameState {
  current: Ref<FrameLoad | null>
  problem: Ref<string>
  /** The host script of this load has spoken. */
  isAlive: Ref<boolean>
  /** Destroys the page and loads it anew; `fresh` ends the chat session first. */
  open: (options: { fresh: boolean }) => Promise<void>
  close: () => void
  /** The phone's back key: the page may refuse it. */
  goBack: () => void
  attach: (element: HTMLIFrameElement | null) => void
}

export function useFrame(options: FrameOptions): FrameState {
  const current = shallowRef<FrameLoad | null>(null)
  const problem = ref('')
  const isAlive = ref(false)
  let heard: string[] = []
  let element: HTMLIFrameElement | null = null
  let bridge: Bridge = createBridge(options.host)
  let pageLoads = 0
  let openings = 0

  async function open({ fresh }: { fresh: boolean }): Promise<void> {
    const mine = ++openings
    close()
    try {
      await options.prepare()
    } catch (error) {
      if (mine === openings) problem.value = reasonOf(error)
      return
    }
    if (mine !== openings) return
    const nonce = crypto.randomUUID()
    const settings: FrameSettings = { liukeDesk: 1, nonce, ...options.settings() }
    const path = fresh ? '/login/wecom?app=chat&fresh=1&return=/chat/' : '/chat/'
    current.value = { nonce, src: options.appOrigin() + path, name: JSON.stringify(settings) }
  }

  function close(): void {
    current.value = null
    problem.value = ''
    startPage()
    isAlive.value = false
  }

  /** Each load of the page, also one that the page started itself, begins without rights and listeners. */
  function startPage(): void {
    pageLoads++
    bridge = createBridge(options.host)
    heard = []
  }

  function reply(nonce: string, message: Record<string, unknown> & { kind: DeskToHost['kind'] }): void {
    element?.contentWindow?.postMessage({ liukeDesk: 1, nonce, ...message }, options.appOrigin())
  }

  async function receive(event: MessageEvent<unknown>): Promise<void> {
    if (!element || event.source !== element.contentWindow || event.origin !== options.appOrigin()) return
    const message = readMessage(event.data, current.value?.nonce)
    if (!message) return
    if (message.kind === 'hello') {
      startPage()
      isAlive.value = true
    } else if (message.kind === 'listen') {
      heard = [...heard, message.name]
    } else if (message.kind === 'close') {
      options.host.close()
    } else {
      const asked = pageLoads
      const result = await bridge.call(message).catch((error: unknown) => ({
        err_msg: `${message.name}:fail ${reasonOf(error)}`,
      }))
      // Ids start again with each page: an answer must not reach the next one.
      if (result && asked === pageLoads) reply(message.nonce, { kind: 'result', id: message.id, result })
    }
  }

  function goBack(): void {
    const nonce = current.value?.nonce
    if (nonce && heard.includes('historyBack')) reply(nonce, { kind: 'event', name: 'historyBack', data: {} })
    else options.host.close()
  }

  const onMessage = (event: MessageEvent<unknown>): void => void receive(event)
  window.addEventListener('message', onMessage)
  onScopeDispose(() => window.removeEventListener('message', onMessage))

  return {
    current,
    problem,
    isAlive,
    open,
    close,
    goBack,
    attach: (next) => (element = next),
  }
}

function readMessage(data: unknown, nonce: string | undefined): HostToDesk | null {
  if (typeof data !== 'object' || data === null || nonce === undefined) return null
  const message = data as Partial<HostToDesk>
  if (message.liukeDesk !== 1 || message.nonce !== nonce) return null
  switch (message.kind) {
    case 'hello':
    case 'close':
      return data as HostToDesk
    case 'listen':
      return typeof message.name === 'string' ? (data as HostToDesk) : null
    case 'call':
      return typeof message.name === 'string' && typeof message.id === 'number' && isRecord(message.params)
        ? (data as HostToDesk)
        : null
    default:
      return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
