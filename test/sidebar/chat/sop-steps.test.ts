import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HostError } from '../../../sidebar/bridge/host-error.ts'
import type { OpenStep, OpenSteps } from '../../../sidebar/api/sops.ts'
import type { ShareInput } from '../../../server/features/materials/contract.ts'
import type { ShareOrder } from '../../../sidebar/bridge/share.ts'
import type { StepOutcome } from '../../../server/features/sops/steps/contract.ts'
import { chatKey } from '../../../sidebar/chat/chat.ts'
import SopSteps from '../../../sidebar/chat/components/SopSteps.vue'
import { closeToast, undoToast } from '../../../sidebar/chat/toasts.ts'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { problem, startService, until, type Service } from '../support/service.ts'

const step = (over: Partial<OpenStep> = {}): OpenStep => ({
  taskId: 't1',
  title: '次日问候',
  note: '先问用车场景',
  channel: 'message',
  dueOn: '2026-03-18',
  why: { plan: '新客户七天', trigger: 'added', anchorOn: '2026-03-17', day: 1 },
  dueAt: '2026-03-18T02:00:00.000Z',
  isOverdue: false,
  staffName: '李娜',
  isMine: true,
  state: 'open',
  text: '林女士，我是李娜。',
  missing: [],
  materials: [],
  ...over,
})

let service: Service
/** Another one each time: what was read of a customer is shown again at once. */
let customerId = 'c0'
let answer: OpenSteps
let sent: string[]
let refusal: HostError | null
let userAgent: string
const own = Object.getOwnPropertyDescriptor(navigator, 'userAgent')
beforeEach(async () => {
  setServerNow('2026-03-18T02:24:00.000Z')
  service = await startService()
  answer = { items: [step()], held: [], refusal: null, othersToday: 0 }
  sent = []
  refusal = null
  userAgent = 'Mozilla/5.0 (Windows NT 10.0) wxwork/5.0.10'
  Object.defineProperty(navigator, 'userAgent', { configurable: true, get: () => userAgent })
  customerId = `c${Number(customerId.slice(1)) + 1}`
  service.on(`GET /customers/${customerId}/sop-steps`, () => ({ json: answer }))
  service.on('POST /sop-steps/t1/outcome', () => ({ json: {} }))
})
afterEach(() => {
  if (own) Object.defineProperty(navigator, 'userAgent', own)
  closeToast()
  document.body.replaceChildren()
})

const act = (text: string): Promise<void> => {
  if (refusal) return Promise.reject(refusal)
  sent.push(text)
  return Promise.resolve()
}
async function open(canSend = true) {
  const host = {
    send: (message: { msgtype: string; text?: { content: string } }) =>
      act(message.text?.content ?? message.msgtype),
    copy: (text: string) => act(`copied ${text}`),
    share: ({ way, content, receiver }: ShareOrder) => act(`${way} ${receiver} ${JSON.stringify(content)}`),
  }
  const wrapper = mount(SopSteps, {
    props: { customerId, externalUserid: 'wm1', canSend, changes: 0 },
    attachTo: document.body,
    global: { provide: { [chatKey as symbol]: () => ({ host, me: {} }) } },
  })
  await until(() => wrapper.text().includes(answer.items[0]?.title ?? '今日步骤'))
  return wrapper
}
type Opened = Awaited<ReturnType<typeof open>>
const button = (wrapper: Opened, text: string) =>
  wrapper.findAll('button').find((each) => each.text().includes(text))
const told = (): StepOutcome[] =>
  service.askedFor('POST /sop-steps/t1/outcome').map(({ body }) => body as StepOutcome)

it('one press sends it, and only then it counts as done', async () => {
  const wrapper = await open()
  expect(wrapper.text()).toContain('新客户七天 · 添加后第 1 天')
  expect(wrapper.text()).toContain('先问用车场景')
  await button(wrapper, '发送')?.trigger('click')
  await until(() => told().length === 1)
  expect(sent).toEqual(['林女士，我是李娜。'])
  expect(told()).toMatchObject([{ outcome: 'sent' }])
})

it('what the client refuses is not done: it can be copied, and marked by the advisor', async () => {
  refusal = new HostError('no-permission', 'no')
  const wrapper = await open()
  await button(wrapper, '发送')?.trigger('click')
  await flushPromises()
  expect(told()).toEqual([])
  refusal = null
  await button(wrapper, '复制')?.trigger('click')
  await flushPromises()
  expect(sent).toEqual(['copied 林女士，我是李娜。'])
  await button(wrapper, '已在聊天中发出')?.trigger('click')
  await until(() => told().length === 1)
  expect(told()).toMatchObject([{ outcome: 'marked' }])
  await until(undoToast)
  await until(() => told().length === 2)
  expect(told()[1]).toMatchObject({ outcome: 'reopened' })
})

it('where nothing can be sent and the client has no window for it, copying is the way, and it says how', async () => {
  userAgent = 'Mozilla/5.0 (Windows NT 10.0) wxwork/3.0.20'
  const wrapper = await open(false)
  expect(button(wrapper, '发送')).toBeUndefined()
  expect(button(wrapper, '打开群发助手')).toBeUndefined()
  expect(wrapper.text()).toContain('复制文字，到和对方的聊天里粘贴发送')
})

it('a customer who is left alone is not written to, but the step can be set aside with a reason', async () => {
  answer = { ...answer, refusal: { kind: 'day-cap', stops: true, freeOn: '2026-03-19' } }
  const wrapper = await open()
  expect(wrapper.text()).toContain('公司近期已联系过这位客户，明天 起可以再发。')
  await button(wrapper, '发送')?.trigger('click')
  expect(sent).toEqual([])
  await button(wrapper, '不合适')?.trigger('click')
  await flushPromises()
  const reasons = [...document.querySelectorAll<HTMLButtonElement>('.reasons button')]
  expect(reasons).toHaveLength(2)
  reasons[0]?.click()
  await until(() => told().length === 1)
  expect(told()).toMatchObject([{ outcome: 'skipped', reason: 'not-fitting' }])
})

it('a call has nothing to send; what was done today stays, and the others are one tap away', async () => {
  const call = step({ taskId: 't2', title: '回访电话', channel: 'call', text: '' })
  answer = { items: [call, step({ state: 'sent' })], held: [], refusal: null, othersToday: 3 }
  const wrapper = await open()
  expect(button(wrapper, '发送')).toBeUndefined()
  expect(button(wrapper, '标为已完成')).toBeDefined()
  expect(wrapper.text()).toContain('已发送')
  expect(wrapper.text()).toContain('今天还有 3 个步骤')
})

it('a step that is held back says why, and from when that may be otherwise', async () => {
  const held = [
    { title: '次日问候', reason: 'day-cap', freeOn: '2026-03-19' },
    { title: '第三天资料', reason: 'opted-out', freeOn: null },
  ]
  answer = { items: [], held, refusal: null, othersToday: 0 }
  const wrapper = await open()
  expect(wrapper.findAll('li').map((line) => line.text().replaceAll(/\s+/g, ' '))).toEqual([
    '次日问候 暂未给出：今天已触达（自定上限） · 明天 起可以联系',
    '第三天资料 暂未给出：客户不想被打扰',
  ])
})

describe('where nothing can be sent, a window of the client is opened instead', () => {
  const CONTENT = { text: '林女士，我是李娜。', attachments: [] }
  const asked = (): ShareInput[] => service.askedFor('POST /shares').map(({ body }) => body as ShareInput)
  beforeEach(() => service.on('POST /shares', () => ({ json: CONTENT })))

  it('with the customer chosen; the step is done when the advisor says so, and not before', async () => {
    const wrapper = await open(false)
    expect(wrapper.text()).toContain('收件人都已填好；在里面点「发送」才会发出')
    expect(button(wrapper, '我已发出')).toBeUndefined()
    await button(wrapper, '打开群发助手')?.trigger('click')
    await until(() => sent.length === 1)
    expect(sent).toEqual([`contact wm1 ${JSON.stringify(CONTENT)}`])
    expect(asked()).toMatchObject([
      { way: 'contact', customerId, parts: [{ scriptId: null, text: '林女士，我是李娜。' }] },
    ])
    await until(() => wrapper.text().includes('在里面点「发送」才算发出'))
    expect(told()).toEqual([])
    await button(wrapper, '我已发出')?.trigger('click')
    await until(() => told().length === 1)
    expect(told()).toMatchObject([{ outcome: 'marked' }])
  })

  it('an older client lets the person choose', async () => {
    userAgent = 'Mozilla/5.0 (Windows NT 10.0) wxwork/4.0.20'
    expect((await open(false)).text()).toContain('请在里面选择收件人')
  })

  it('a refusal is told with its reason and code, and the words can be copied and marked', async () => {
    refusal = new HostError('no-permission', 'shareToExternalContact:permission denied')
    const wrapper = await open(false)
    await button(wrapper, '打开群发助手')?.trigger('click')
    await until(() => wrapper.text().includes('缺少客户联系权限'))
    expect(wrapper.text()).toContain('shareToExternalContact:permission denied')
    expect(told()).toEqual([])
    expect(button(wrapper, '我已发出')).toBeDefined()
  })

  it('closing the window is no failure, and what is not ready opens nothing', async () => {
    refusal = new HostError('cancelled', 'shareToExternalContact:cancel')
    const wrapper = await open(false)
    await button(wrapper, '打开群发助手')?.trigger('click')
    await until(() => asked().length === 1 && button(wrapper, '打开群发助手') !== undefined)
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    expect(button(wrapper, '我已发出')).toBeUndefined()
    refusal = null
    service.on('POST /shares', () => problem('wecom-busy', 503))
    await button(wrapper, '打开群发助手')?.trigger('click')
    await until(() => wrapper.text().includes('没有打开：企业微信繁忙'))
    expect(sent).toEqual([])
  })

  it('a customer who is left alone gets no window either', async () => {
    answer = { ...answer, refusal: { kind: 'opted-out', stops: true, freeOn: null } }
    const wrapper = await open(false)
    await button(wrapper, '打开群发助手')?.trigger('click')
    await flushPromises()
    expect(asked()).toEqual([])
  })
})
