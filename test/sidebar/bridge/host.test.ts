/// <reference types="node" />
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBridge, type BridgeModes, type BridgePage } from '../../../server/simulator/desk/bridge.ts'
import type { ShareContent } from '../../../server/features/materials/contract.ts'
import type { Host } from '../../../sidebar/bridge/host.ts'
import type { OutgoingMessage } from '../../../server/simulator/desk/chat-message.ts'

// The unmodified SDK speaks to the desk's strict client: signatures, the API list and entries are checked for real.

function standIn({
  page,
  modes,
  verdict,
}: {
  page?: Partial<BridgePage>
  modes?: Partial<BridgeModes>
  verdict?: string
}) {
  const delivered: OutgoingMessage[] = []
  const shared: unknown[] = []
  const copied: string[] = []
  const configured: string[] = []
  const bridge = createBridge({
    page: () => ({
      entry: 'single_chat_tools',
      client: 'pc',
      version: '5.0.10',
      externalUserId: 'wm1',
      chatId: 'wr1',
      ...page,
    }),
    modes: () => ({ sendResult: 'ok', pace: 'normal', ...modes }),
    wait: () => Promise.resolve(),
    verify: (kind) => {
      configured.push(kind)
      return Promise.resolve(verdict ?? (kind === 'agent' ? 'agentConfig:ok' : 'preVerifyJSAPI:ok'))
    },
    deliver: (message) => {
      delivered.push(message)
      return Promise.resolve({ ok: true })
    },
    share: (api, content) => {
      shared.push([api, content])
      return Promise.resolve({ ok: true })
    },
    openProfile: () => ({ ok: true }),
    openChat: () => Promise.resolve({ ok: true }),
    copy: (text) => {
      copied.push(text)
      return Promise.resolve({ ok: true })
    },
    openBrowser: () => ({ ok: true }),
    close: () => {},
  })
  async function answer(call: Parameters<typeof bridge.call>[0], callback: (result: unknown) => void) {
    const result = await bridge.call(call)
    if (result) callback(result)
  }
  Object.defineProperty(window, 'WeixinJSBridge', {
    configurable: true,
    value: {
      on: () => {},
      invoke(name: string, params: Record<string, unknown>, callback: (result: unknown) => void) {
        const url = location.href.split('#')[0] ?? ''
        void answer({ name, params, url }, callback)
      },
    },
  })
  return { delivered, shared, copied, configured }
}

const own = Object.getOwnPropertyDescriptor(navigator, 'userAgent')
let userAgent = ''
const sign = () => Promise.resolve({ timestamp: 1, nonceStr: 'n', signature: 's' })
const onWindows = (version: string) =>
  `Mozilla/5.0 (Windows NT 10.0) Chrome/107.0.5304.110 wxwork/${version} (MicroMessenger/6.2)`
const onPhone = (version: string) =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) Mobile/15E148 wxwork/${version} MicroMessenger/7.0.1`
async function connect(version = '5.0.10', client = onWindows): Promise<Host> {
  vi.resetModules()
  userAgent = client(version)
  const { connectHost } = await import('../../../sidebar/bridge/host.ts')
  return connectHost({ corpId: 'ww1', agentId: 1000002, sign })
}

// A refused config also leaves a rejection that nobody can catch (a known trait of the SDK); the page swallows it.
const listeners = process.listeners('unhandledRejection')
function letSdkPass(reason: unknown, promise: Promise<unknown>): void {
  if (typeof reason === 'object' && reason !== null && 'errMsg' in reason) return
  for (const hear of listeners) hear(reason, promise)
}
beforeAll(() => {
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', letSdkPass)
})
afterAll(async () => {
  await new Promise((resume) => setTimeout(resume, 0))
  process.removeAllListeners('unhandledRejection')
  for (const hear of listeners) process.on('unhandledRejection', hear)
})

beforeEach(() => {
  Object.defineProperty(navigator, 'userAgent', { configurable: true, get: () => userAgent })
  // Without permission for the clipboard, as in a frame.
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: undefined })
})
afterEach(() => {
  Reflect.deleteProperty(navigator, 'clipboard')
  if (own) Object.defineProperty(navigator, 'userAgent', own)
  vi.useRealTimers()
  Reflect.deleteProperty(window, 'WeixinJSBridge')
})

const A = { msgtype: 'text', text: { content: 'a' } } as const

describe('the WeCom client through the real SDK', () => {
  it('registers once as the app and reads the chat', async () => {
    const { configured } = standIn({})
    const host = await connect()
    expect(await host.entry()).toBe('single_chat_tools')
    expect(await host.externalUserid()).toBe('wm1')
    expect(configured).toEqual(['agent'])
  })

  it('also signs as the corp for a client that is older than 3.0.24', async () => {
    const { configured } = standIn({ page: { version: '3.0.20' } })
    const host = await connect('3.0.20')
    expect(await host.externalUserid()).toBe('wm1')
    expect(configured).toEqual(expect.arrayContaining(['corp', 'agent']))
  })

  it('sends text, picture and link in the form the client wants', async () => {
    const { delivered } = standIn({})
    const host = await connect()
    await host.send({ msgtype: 'text', text: { content: '您好' } })
    await host.send({ msgtype: 'image', image: { mediaid: 'media-1' } })
    const news = { link: 'https://a.example', title: 't', desc: 'd', imgUrl: 'https://a.example/i.png' }
    await host.send({ msgtype: 'news', news })
    expect(delivered).toEqual([
      { kind: 'text', text: '您好' },
      { kind: 'image', mediaId: 'media-1' },
      {
        kind: 'news',
        news: { link: 'https://a.example', title: 't', desc: 'd', imgUrl: 'https://a.example/i.png' },
      },
    ])
  })

  it('is told when the person cancels and when the client refuses', async () => {
    standIn({ modes: { sendResult: 'cancel' } })
    await expect((await connect()).send(A)).rejects.toMatchObject({ problem: 'cancelled' })
    standIn({ modes: { sendResult: 'fail' } })
    await expect((await connect()).send(A)).rejects.toMatchObject({ problem: 'refused' })
  })

  it('is told that a profile is no place to send from', async () => {
    standIn({ page: { entry: 'contact_profile' } })
    const host = await connect()
    expect(await host.externalUserid()).toBe('wm1')
    await expect(host.send(A)).rejects.toMatchObject({ problem: 'no-context' })
  })

  it('is told that the signature is wrong', async () => {
    standIn({ verdict: 'agentConfig:fail_invalid signature more info at https://x?e=40093' })
    await expect((await connect()).entry()).rejects.toMatchObject({ problem: 'bad-signature' })
  })

  it('gives up on a client that never answers, and says so', async () => {
    standIn({ modes: { pace: 'silent' } })
    const host = await connect()
    vi.useFakeTimers()
    const answer = host.entry().catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(12_000)
    expect(await answer).toMatchObject({ problem: 'silent' })
  })

  it('copies through the client where the browser does not let it', async () => {
    const { copied } = standIn({})
    await (await connect()).copy('沪A12345')
    expect(copied).toEqual(['沪A12345'])
  })

  it('opens profiles and chats', async () => {
    standIn({})
    const host = await connect()
    await host.openProfile({ kind: 'staff', id: 'lina' })
    await host.openGroup('wr1')
    await host.openChat('zhaohang')
  })

  const content: ShareContent = {
    text: '春季保养',
    attachments: [
      { msgtype: 'image', image: { mediaid: 'M1' } },
      { msgtype: 'link', link: { url: 'https://a.example', title: 't', desc: 'd', imgUrl: '' } },
    ],
  }
  const news = { link: 'https://a.example', title: 't', desc: 'd', imgUrl: '' }
  const parts = [
    { kind: 'image', mediaId: 'M1', imgUrl: '' },
    { kind: 'link', news },
  ]

  it('opens the mass-send assistant with words, attachments and the receiver', async () => {
    const { shared, delivered } = standIn({ page: { entry: 'normal' } })
    const host = await connect()
    await host.share({ way: 'contact', content, receiver: 'wm1' })
    await host.share({ way: 'chat', content: { text: '大家好', attachments: [] }, receiver: 'wr1' })
    expect(shared).toEqual([
      ['shareToExternalContact', { text: '春季保养', parts, receivers: ['wm1'] }],
      ['shareToExternalChat', { text: '大家好', parts: [], receivers: ['wr1'] }],
    ])
    expect(delivered).toEqual([])
  })

  it('opens moments on a phone, and never asks a client that has none', async () => {
    const moment = { text: '新到', attachments: content.attachments.slice(0, 1) }
    const phone = standIn({ page: { client: 'ios' } })
    await (await connect('5.0.6', onPhone)).share({ way: 'moments', content: moment })
    expect(phone.shared).toEqual([
      ['shareToExternalMoments', { text: '新到', parts: parts.slice(0, 1), receivers: [] }],
    ])
    const desk = standIn({})
    await expect((await connect()).share({ way: 'moments', content: moment })).rejects.toMatchObject({
      problem: 'too-old',
      detail: 'moments is not in this client',
    })
    expect(desk.shared).toEqual([])
  })

  it('is told when the person closes the window, and when the right is missing', async () => {
    standIn({ modes: { sendResult: 'cancel' } })
    await expect((await connect()).share({ way: 'chat', content })).rejects.toMatchObject({
      problem: 'cancelled',
    })
    standIn({ modes: { sendResult: 'noPermission' } })
    await expect((await connect()).share({ way: 'chat', content })).rejects.toMatchObject({
      problem: 'no-permission',
    })
  })
})
