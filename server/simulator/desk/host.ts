// The host bridge: first script of the sidebar page, in the demo only. It gives the page the user agent and the
// WeixinJSBridge of a WeCom client and hands every call to the desk around the frame. Anywhere else it does nothing,
// so that the page is simply outside WeCom.
import type { BridgeResult, DeskToHost, FrameSettings, HostToDesk } from './host-protocol.ts'

type Callback = (result: unknown) => unknown
;(function installHost(): void {
  const script = document.currentScript
  if (!(script instanceof HTMLScriptElement) || script.src === '') return
  const deskOrigin = new URL(script.src).origin
  if (window.parent === window || !isFramedBy(deskOrigin)) return
  const settings = readSettings(window.name)
  if (!settings) return
  const { nonce } = settings

  const userAgent = makeUserAgent(settings)
  Object.defineProperty(navigator, 'userAgent', { configurable: true, get: () => userAgent })

  const waiting = new Map<number, Callback>()
  const listeners = new Map<string, Callback[]>()
  let lastId = 0

  const tell = (message: HostToDesk): void => window.parent.postMessage(message, deskOrigin)
  const pageUrl = (): string => location.href.split('#')[0] ?? location.href

  const bridge = {
    invoke(name: string, params: unknown, callback?: Callback): void {
      const id = ++lastId
      if (typeof callback === 'function') waiting.set(id, callback)
      tell({
        liukeDesk: 1,
        nonce,
        kind: 'call',
        id,
        name: String(name),
        params: plain(params),
        url: pageUrl(),
      })
    },
    on(name: string, callback: Callback): void {
      listeners.set(name, [...(listeners.get(name) ?? []), callback])
      tell({ liukeDesk: 1, nonce, kind: 'listen', name: String(name) })
    },
  }

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window.parent || event.origin !== deskOrigin) return
    const message = asDeskMessage(event.data, nonce)
    if (!message) return
    if (message.kind === 'result') {
      const callback = waiting.get(message.id)
      waiting.delete(message.id)
      callback?.(message.result)
      return
    }
    const answers = (listeners.get(message.name) ?? []).map((callback) => callback(message.data))
    // The client leaves the page on "back" unless a listener says no.
    if (message.name === 'historyBack' && !answers.includes(false))
      tell({ liukeDesk: 1, nonce, kind: 'close' })
  })

  const install = (): void => {
    Object.defineProperty(window, 'WeixinJSBridge', { configurable: true, value: bridge })
  }
  if (settings.bridgeDelayMs > 0) {
    setTimeout(() => {
      install()
      document.dispatchEvent(new Event('WeixinJSBridgeReady'))
    }, settings.bridgeDelayMs)
  } else {
    install()
  }
  tell({ liukeDesk: 1, nonce, kind: 'hello', url: pageUrl() })

  // Engines without ancestorOrigins are covered by the page's own frame-ancestors rule, and every message is
  // addressed to the desk's origin, so another parent never receives one.
  function isFramedBy(origin: string): boolean {
    const ancestors = location.ancestorOrigins as DOMStringList | undefined
    return ancestors === undefined || ancestors[0] === origin
  }

  function readSettings(name: string): FrameSettings | null {
    try {
      const value = JSON.parse(name) as Partial<FrameSettings> | null
      return value?.liukeDesk === 1 && typeof value.nonce === 'string' ? (value as FrameSettings) : null
    } catch {
      return null
    }
  }

  // The SDK passes the caller's callbacks along with the params; JSON drops them and unwraps proxies.
  function plain(params: unknown): Record<string, unknown> {
    const copy: unknown = JSON.parse(JSON.stringify(params ?? {}))
    return typeof copy === 'object' && copy !== null ? (copy as Record<string, unknown>) : {}
  }

  function asDeskMessage(data: unknown, expected: string): DeskToHost | null {
    if (typeof data !== 'object' || data === null) return null
    const message = data as Partial<DeskToHost>
    if (message.liukeDesk !== 1 || message.nonce !== expected) return null
    if (message.kind === 'result') return isResult(message.result) ? (data as DeskToHost) : null
    return message.kind === 'event' ? (data as DeskToHost) : null
  }

  function isResult(value: unknown): value is BridgeResult {
    return typeof value === 'object' && value !== null && 'err_msg' in value
  }

  function makeUserAgent({ view, version, language, colorScheme }: FrameSettings): string {
    const hints = `Language/${language} ColorScheme/${colorScheme}`
    if (view === 'phone')
      return `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 wxwork/${version ?? '5.0.6'} MicroMessenger/7.0.1 ${hints} wwmver/3.26.506.378`
    return `Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.5304.110 Safari/537.36 ${hints} wxwork/${version ?? '5.0.10'} (MicroMessenger/6.2) WindowsWechat  MailPlugin_Electron WeMail embeddisk wwmver/3.26.510.632`
  }
})()
