import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HostError } from '../../../sidebar/bridge/host-error.ts'
import ActionCard from '../../../sidebar/chat/pages/customer/ActionCard.vue'
import ActionList from '../../../sidebar/chat/pages/customer/ActionList.vue'
import RemarkEdit from '../../../sidebar/chat/pages/customer/RemarkEdit.vue'
import type { RecordedOutcome } from '../../../sidebar/chat/outcomes.ts'
import { createSender } from '../../../sidebar/chat/send.ts'
import { closeToast, currentToast, undoToast } from '../../../sidebar/chat/toasts.ts'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { customerPanel } from '../support/fixtures.ts'
import { problem, startService, until } from '../support/service.ts'

const panel = customerPanel()
const [proposal, withSlot] = panel.actions
let sent: string[] = []
let told: RecordedOutcome[] = []
let refusal: HostError | null = null

function sender() {
  const act = (text: string): Promise<void> => {
    if (refusal) return Promise.reject(refusal)
    sent.push(text)
    return Promise.resolve()
  }
  return createSender({
    host: {
      send: (message) => act(message.msgtype === 'text' ? message.text.content : message.msgtype),
      copy: (text) => act(`copied ${text}`),
    },
    record: (outcome) => told.push(outcome),
    cover: 'http://x/c.png',
    to: () => ({ customerId: 'c1' }),
  })
}

beforeEach(() => {
  setServerNow(panel.now)
  sent = []
  told = []
  refusal = null
})
afterEach(() => {
  closeToast()
  document.body.replaceChildren()
})

const card = (action: typeof proposal, canSend = true, isStopped = false) => {
  if (!action) throw new Error('no action')
  return mount(ActionCard, {
    props: { action, sender: sender(), canSend, isStopped },
    attachTo: document.body,
  })
}
const button = (wrapper: ReturnType<typeof card>, text: string) =>
  wrapper.findAll('button').find((each) => each.text() === text)

describe('a proposal', () => {
  it('says what it is worth, and cannot be sent to a customer who is left alone', () => {
    expect(card(proposal).text()).toContain('预计 ¥224 · 回应 28%')
    const stopped = card(proposal, true, true)
    for (const text of ['发送', '复制', '编辑'])
      expect(button(stopped, text)?.attributes('disabled')).toBeDefined()
  })

  it('says why before it says what, and sends in one press', async () => {
    const wrapper = card(proposal)
    const text = wrapper.text()
    expect(text.indexOf('依据：')).toBeLessThan(text.indexOf('林女士您好'))
    await button(wrapper, '发送')?.trigger('click')
    await flushPromises()
    expect(sent).toEqual(['林女士您好'])
    expect(wrapper.find('[role=status]').text()).toBe('已发送')
  })

  it('has one filled button, and it is 复制 where sending is impossible, with the reason', () => {
    const here = card(proposal)
    expect(here.findAll('.btn.primary').map((each) => each.text())).toEqual(['发送'])
    const profile = card(proposal, false)
    expect(profile.findAll('.btn.primary').map((each) => each.text())).toEqual(['复制'])
    expect(profile.text()).toContain('不能直接发送')
    expect(button(profile, '发送')).toBeUndefined()
  })

  it('explains a failure and offers to copy', async () => {
    const wrapper = card(proposal)
    refusal = new HostError('no-context', 'x')
    await button(wrapper, '发送')?.trigger('click')
    await flushPromises()
    expect(wrapper.find('[role=alert]').text()).toContain('您不在这个会话里')
    expect(wrapper.findAll('.btn.primary').map((each) => each.text())).toEqual(['复制'])
    expect(button(wrapper, '重新发送')).toBeDefined()
  })

  it('with an open slot asks for it first and sends what was typed', async () => {
    const wrapper = card(withSlot)
    await button(wrapper, '补全后发送')?.trigger('click')
    await flushPromises()
    expect(sent).toEqual([])
    const field = document.querySelector<HTMLInputElement>('.sheet input')
    const send = () => document.querySelector<HTMLButtonElement>('.sheet footer .btn:last-child')
    expect(send()?.disabled).toBe(true)
    if (field) field.value = '月底'
    field?.dispatchEvent(new Event('input'))
    await flushPromises()
    expect(send()?.disabled).toBe(false)
    send()?.click()
    await flushPromises()
    expect(sent).toEqual(['报价到月底为止'])
    expect(told.map((each) => each.outcome)).toEqual(['edited'])
    expect(document.querySelector('.sheet')).toBeNull()
  })
})

describe('setting a proposal aside', () => {
  async function dismiss(wrapper: ReturnType<typeof mount>) {
    await wrapper.find('.no').trigger('click')
    await flushPromises()
    const reasons = [...document.querySelectorAll<HTMLButtonElement>('.sheet .reasons button')]
    expect(reasons).toHaveLength(4)
    reasons[1]?.click()
    await flushPromises()
  }
  const list = () =>
    mount(ActionList, { props: { panel, sender: sender(), canSend: true }, attachTo: document.body })

  it('takes a reason, is gone at once, and can be undone', async () => {
    const service = await startService()
    service.on('POST /actions/outcomes', ({ body }: { body: { id: string } }) => ({
      json: { id: body.id, untilOn: '2026-04-17' },
    }))
    const wrapper = list()
    await dismiss(wrapper)
    expect(wrapper.emitted('dismissed')).toEqual([['service-due']])
    await until(() => currentToast.value !== null)
    const { id } = (service.asked[0]?.body ?? {}) as { id: string }
    expect(service.asked[0]?.body).toMatchObject({
      outcome: 'dismissed',
      reason: 'already-done',
      factsDigest: 'd1',
    })
    service.on(`POST /actions/outcomes/${id}/undo`, {})
    await until(undoToast)
    await until(() => wrapper.emitted('restored') !== undefined)
    expect(service.asked[1]?.path).toBe(`/actions/outcomes/${id}/undo`)
  })

  it('brings it back with the reason when the service says no', async () => {
    const service = await startService()
    service.on('POST /actions/outcomes', () => problem('not-allowed', 403))
    const wrapper = list()
    await dismiss(wrapper)
    await until(() => wrapper.emitted('restored') !== undefined)
    expect(currentToast.value).toMatchObject({ tone: 'danger' })
  })

  it('opens another proposal from its folded line', async () => {
    const wrapper = list()
    expect(wrapper.find('h3').text()).toBe('保养窗口邀约')
    await wrapper.find('.fold').trigger('click')
    expect(wrapper.find('h3').text()).toBe('报价跟进')
    expect(wrapper.text()).toContain('2 / 2')
  })
})

describe('the remark', () => {
  function field(save: (text: string) => Promise<boolean>) {
    return mount(RemarkEdit, { props: { remark: '林姐', canEdit: true, save }, attachTo: document.body })
  }
  async function type(wrapper: ReturnType<typeof field>, text: string) {
    await wrapper.find('button').trigger('click')
    await wrapper.find('input').setValue(text)
  }

  it('is saved by Enter, and by leaving, but not while an input method composes', async () => {
    const saved: string[] = []
    const wrapper = field((text) => Promise.resolve(saved.push(text) > 0))
    await type(wrapper, '林姐 S7')
    await wrapper.find('input').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(saved).toEqual([])
    await wrapper.find('input').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    await type(wrapper, '老林')
    await wrapper.find('input').trigger('blur')
    await flushPromises()
    expect(saved).toEqual(['林姐 S7', '老林'])
  })

  it('is left as it was by Esc', async () => {
    const saved: string[] = []
    const wrapper = field((text) => Promise.resolve(saved.push(text) > 0))
    await type(wrapper, 'x')
    await wrapper.find('input').trigger('keydown', { key: 'Escape' })
    expect([saved, wrapper.find('button').text()]).toEqual([[], '林姐'])
  })

  it('keeps what was typed when saving fails', async () => {
    const wrapper = field(() => Promise.resolve(false))
    await type(wrapper, '林姐 S7')
    await wrapper.find('input').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(wrapper.find('input').element.value).toBe('林姐 S7')
  })
})
