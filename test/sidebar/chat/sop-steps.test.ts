import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { HostError } from '../../../sidebar/bridge/host-error.ts'
import type { OpenStep, OpenSteps } from '../../../sidebar/api/sops.ts'
import type { StepOutcome } from '../../../server/features/sops/steps/contract.ts'
import { chatKey } from '../../../sidebar/chat/chat.ts'
import SopSteps from '../../../sidebar/chat/components/SopSteps.vue'
import { closeToast, undoToast } from '../../../sidebar/chat/toasts.ts'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { startService, until, type Service } from '../support/service.ts'

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
beforeEach(async () => {
  setServerNow('2026-03-18T02:24:00.000Z')
  service = await startService()
  answer = { items: [step()], held: [], refusal: null, othersToday: 0 }
  sent = []
  refusal = null
  customerId = `c${Number(customerId.slice(1)) + 1}`
  service.on(`GET /customers/${customerId}/sop-steps`, () => ({ json: answer }))
  service.on('POST /sop-steps/t1/outcome', () => ({ json: {} }))
})
afterEach(() => {
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
  }
  const wrapper = mount(SopSteps, {
    props: { customerId, canSend, changes: 0 },
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

it('where nothing can be sent, copying is the way, and it says how', async () => {
  const wrapper = await open(false)
  expect(button(wrapper, '发送')).toBeUndefined()
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
