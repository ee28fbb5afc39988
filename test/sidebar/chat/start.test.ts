import { mount } from '@vue/test-utils'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, type ShallowRef } from 'vue'
import { useStart, type Start } from '../../../sidebar/chat/start.ts'
import { language, setLanguage } from '../../../sidebar/ui/i18n.ts'
import { problem, startService, until, type Service } from '../support/service.ts'

const me = {
  staffId: 'S1',
  userid: 'lina',
  name: '李娜',
  language: 'en',
  roles: ['advisor'],
  corpName: '澜岳',
  corpId: 'ww1',
  agentId: 1000002,
  units: [],
  now: '2026-03-18T02:24:00.000Z',
  isDemo: true,
}
const signature = { timestamp: 1, nonceStr: 'n', signature: 's' }

let service: Service
let chatWith = 'wm1'
const mounted: { unmount(): void }[] = []

// The SDK was evaluated with this file, so the bridge comes late and says so.
beforeAll(() => {
  Object.defineProperty(window, 'WeixinJSBridge', {
    configurable: true,
    value: {
      on: () => {},
      invoke(name: string, _: unknown, callback: (result: unknown) => void) {
        callback({ err_msg: `${name}:ok`, entry: 'single_chat_tools', userId: chatWith })
      },
    },
  })
  document.dispatchEvent(new Event('WeixinJSBridgeReady'))
})

beforeEach(async () => {
  sessionStorage.clear()
  chatWith = 'wm1'
  service = await startService()
  service.on('GET /me', me)
  service.on('POST /jssdk/signature', signature)
})
afterEach(() => {
  while (mounted.length > 0) mounted.pop()?.unmount()
  setLanguage('zh-CN')
})

function start(): ShallowRef<Start> {
  let state: ShallowRef<Start> | undefined
  const Page = defineComponent({
    setup() {
      state = useStart().state
      return () => h('div')
    },
  })
  mounted.push(mount(Page))
  if (!state) throw new Error('not mounted')
  return state
}

describe('starting', () => {
  it('finds out who works here and with whom the chat is', async () => {
    const state = start()
    expect(state.value).toEqual({ face: 'starting', isSlow: false })
    await until(() => state.value.face === 'ready')
    expect(state.value).toMatchObject({
      me: { name: '李娜' },
      place: { kind: 'contact', externalUserid: 'wm1' },
    })
    expect(language.value).toBe('en')
    expect(service.askedFor('POST /jssdk/signature')).toHaveLength(1)
    expect(service.askedFor('POST /jssdk/signature')[0]?.body).toMatchObject({ kind: 'agentConfig' })
  })

  it('looks again when the page comes back into view, for another chat may be behind it', async () => {
    const state = start()
    await until(() => state.value.face === 'ready')
    chatWith = 'wm2'
    document.dispatchEvent(new Event('visibilitychange'))
    await until(() => state.value.face === 'ready' && state.value.place.kind === 'contact')
    await until(() => expect(state.value).toMatchObject({ place: { externalUserid: 'wm2' } }))
  })

  it('says what is wrong when the service is', async () => {
    service.on('GET /me', () => problem('database-busy', 503))
    const state = start()
    await until(() => state.value.face === 'problem')
    expect(state.value).toMatchObject({ problem: { kind: 'database-busy', requestId: 'R-1' } })
  })

  it('goes to sign in once for the several calls that found out, and gives up after the second time', async () => {
    const assign = vi.spyOn(location, 'assign').mockImplementation(() => {})
    service.on('GET /me', () => problem('not-signed-in', 401))
    service.on('POST /jssdk/signature', () => problem('not-signed-in', 401))
    const first = start()
    await until(() => assign.mock.calls.length === 1)
    await until(() => service.asked.length === 2)
    expect(first.value.face).toBe('starting')
    start()
    await until(() => assign.mock.calls.length === 2)
    const third = start()
    await until(() => third.value.face === 'signed-out')
    expect(assign).toHaveBeenCalledTimes(2)
    expect(assign).toHaveBeenCalledWith('/login/wecom?app=chat&return=%2Fchat%2F')
    assign.mockRestore()
  })
})
