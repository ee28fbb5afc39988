import { createContext, runInContext } from 'node:vm'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { deskConfig } from '../../../server/simulator/desk/vite.ts'

// The built file itself is run, since the service puts exactly that into its page.
let code = ''
beforeAll(async () => {
  const result = await build({
    ...deskConfig,
    configFile: false,
    logLevel: 'error',
    build: { ...deskConfig.build, write: false },
  })
  const outputs = [result].flat().flatMap((each) => ('output' in each ? each.output : []))
  const host = outputs.find((each) => each.fileName === 'host.js')
  code = host?.type === 'chunk' ? host.code : ''
})

const DESK = 'http://127.0.0.1:3900'
const NAME = {
  liukeDesk: 1,
  nonce: 'n1',
  view: 'desktop',
  bridgeDelayMs: 0,
  colorScheme: 'Dark',
  language: 'zh',
}

interface BridgeLike {
  invoke: (name: string, params: unknown, callback: (result: unknown) => void) => void
}

/** A page with just the parts of a browser that the host script touches. */
function makePage(setting: { ancestors?: string[]; name?: string; isTop?: boolean } = {}) {
  const posted: { message: Record<string, unknown>; origin: string }[] = []
  const parent = {
    postMessage: (message: Record<string, unknown>, origin: string) => posted.push({ message, origin }),
  }
  const handlers: ((event: unknown) => void)[] = []
  const documentEvents: string[] = []
  class HTMLScriptElement {
    src = `${DESK}/desk/host.js`
  }
  const page: Record<string, unknown> = {
    HTMLScriptElement,
    URL,
    Event,
    setTimeout,
    navigator: { userAgent: 'plain browser' },
    location: {
      href: 'http://127.0.0.1:3000/chat/?a=1#/customer',
      ancestorOrigins: setting.ancestors ?? [DESK],
    },
    document: {
      currentScript: new HTMLScriptElement(),
      dispatchEvent: (event: Event) => documentEvents.push(event.type),
    },
    name: setting.name ?? JSON.stringify(NAME),
    addEventListener: (_type: string, handle: (event: unknown) => void) => handlers.push(handle),
  }
  page['window'] = page
  page['parent'] = setting.isTop ? page : parent
  runInContext(code, createContext(page))
  const receive = (event: { source?: unknown; origin?: string; data: unknown }): void =>
    handlers.forEach((handle) => handle({ source: parent, origin: DESK, ...event }))
  const bridge = (): BridgeLike | undefined => page['WeixinJSBridge'] as BridgeLike | undefined
  const userAgent = (): string => (page['navigator'] as { userAgent: string }).userAgent
  return { posted, receive, bridge, userAgent, documentEvents }
}

describe('the host script', () => {
  it('is a classic script', () => {
    expect(code).not.toBe('')
    expect(code).not.toMatch(/^\s*(import|export)\b|\bimport\s*\(/m)
  })

  it.each([
    ['at the top of a window', { isTop: true }],
    ['in a frame of another origin', { ancestors: ['http://127.0.0.1:9999'] }],
    ['in a frame that the desk did not name', { name: 'something else' }],
  ])('does nothing %s', (_where, setting) => {
    const page = makePage(setting)
    expect(page.bridge()).toBeUndefined()
    expect(page.userAgent()).toBe('plain browser')
    expect(page.posted).toEqual([])
  })

  it('makes the page believe that it is in the Windows client', () => {
    expect(makePage().userAgent()).toMatch(/Windows NT .* Language\/zh ColorScheme\/Dark wxwork\/5\.0\.10 /)
  })

  it('makes it the iOS client in the phone view, and an old one when asked', () => {
    const name = JSON.stringify({ ...NAME, view: 'phone', version: '3.0.20' })
    expect(makePage({ name }).userAgent()).toMatch(/iPhone.* wxwork\/3\.0\.20 /)
  })

  it('sends calls to the desk alone, without functions and without the hash of the address', () => {
    const page = makePage()
    page.bridge()?.invoke('sendChatMessage', { msgtype: 'text', success: () => 1 }, () => undefined)
    expect(page.posted.at(-1)).toEqual({
      origin: DESK,
      message: {
        liukeDesk: 1,
        nonce: 'n1',
        kind: 'call',
        id: 1,
        name: 'sendChatMessage',
        params: { msgtype: 'text' },
        url: 'http://127.0.0.1:3000/chat/?a=1',
      },
    })
  })

  it('hands an answer to its own call, once, and only from the desk', () => {
    const page = makePage()
    const answers: unknown[] = []
    page.bridge()?.invoke('getContext', {}, (result) => answers.push(result))
    const data = { liukeDesk: 1, nonce: 'n1', kind: 'result', id: 1, result: { err_msg: 'getContext:ok' } }
    page.receive({ data, origin: 'http://evil.example' })
    page.receive({ data, source: {} })
    page.receive({ data: { ...data, nonce: 'n0' } })
    expect(answers).toEqual([])
    page.receive({ data })
    page.receive({ data })
    expect(answers).toEqual([{ err_msg: 'getContext:ok' }])
  })

  it('brings a late bridge with the event on the document', async () => {
    const page = makePage({ name: JSON.stringify({ ...NAME, bridgeDelayMs: 20 }) })
    expect(page.bridge()).toBeUndefined()
    await expect.poll(() => page.documentEvents).toEqual(['WeixinJSBridgeReady'])
    expect(page.bridge()).toBeDefined()
  })
})
