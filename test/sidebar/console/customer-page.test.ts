import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import CustomerProposals from '../../../sidebar/console/pages/manager/customers/CustomerProposals.vue'
import CustomerStanding from '../../../sidebar/console/pages/manager/customers/CustomerStanding.vue'
import CustomerTags from '../../../sidebar/console/pages/manager/customers/CustomerTags.vue'
import CustomerTasks from '../../../sidebar/console/pages/manager/customers/CustomerTasks.vue'
import SpendBlock from '../../../sidebar/console/pages/manager/lifecycle/SpendBlock.vue'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import { forgetLoads } from '../../../sidebar/ui/use-load.ts'
import { customerPanel } from '../support/fixtures.ts'
import { problem, startService, until, type Service } from '../support/service.ts'

let service: Service
beforeEach(async () => {
  setServerNow(customerPanel().now)
  service = await startService()
})
afterEach(() => {
  forgetLoads()
  document.body.replaceChildren()
})

describe('the tags of the customer page', () => {
  const tag = {
    id: 'g1',
    tagKey: 'k',
    name: '朋友圈活跃',
    source: 'rule',
    since: '2026-03-01T00:00:00.000Z',
    endedAt: null,
    endedBy: null,
    staffName: null,
    ruleVersion: 2,
    reasons: [],
  }
  const own = { ...tag, id: 'g2', name: '爱喝茶', source: 'manual', staffName: '李娜', ruleVersion: null }
  const past = { ...own, id: 'g3', name: '旧标签', endedAt: '2026-03-10T00:00:00.000Z', endedBy: 'staff' }
  const open = async (canEdit: boolean) => {
    service.on('GET /customers/c1/tags', { tags: [tag, own], ended: [past], names: {} })
    const wrapper = mount(CustomerTags, { props: { customerId: 'c1', canEdit } })
    await until(() => wrapper.text().includes('爱喝茶'))
    return wrapper
  }

  it('say why a rule gave one, and what there was before', async () => {
    const wrapper = await open(true)
    await wrapper.find('.auto').trigger('click')
    expect(wrapper.find('.why').text()).toContain('规则第 2 版')
    expect(wrapper.find('details').text()).toContain('旧标签')
  })

  it('can be added and ended, and the list is read again', async () => {
    const wrapper = await open(true)
    service.on('POST /customers/c1/tags', { id: 'g4' })
    service.on('DELETE /customers/c1/tags/g2', {})
    await wrapper.find('input').setValue('爱自驾')
    await wrapper.find('form').trigger('submit')
    await until(() => service.askedFor('GET /customers/c1/tags').length === 2)
    expect(service.askedFor('POST /customers/c1/tags')[0]?.body).toEqual({ name: '爱自驾' })
    await flushPromises()
    await wrapper.find('.drop').trigger('click')
    await until(() => service.askedFor('DELETE /customers/c1/tags/g2').length === 1)
  })

  it('tell when one was not taken', async () => {
    const wrapper = await open(true)
    service.on('POST /customers/c1/tags', () => problem('conflict', 409))
    await wrapper.find('input').setValue('爱喝茶')
    await wrapper.find('form').trigger('submit')
    await until(() => (document.body.textContent ?? '').includes('这个标签已经有了'))
  })

  it('are not changed of a customer nobody follows', async () => {
    const wrapper = await open(false)
    expect([wrapper.find('form').exists(), wrapper.find('.drop').exists()]).toEqual([false, false])
  })
})

describe('where the customer stands', () => {
  const standing = {
    stage: 'maturity',
    ruleStage: 'maturity',
    cause: 'regular',
    since: '2025-09-01',
    override: null,
    lastVisitOn: '2026-03-06',
    visitDays: 6,
    reactivatedOn: null,
    overdue: null,
    ladder: null,
    grade: { grade: 'A', points: 72, parts: [{ part: 'spend', points: 30, most: 40, value: 900_000 }] },
    distance: 22,
    daysToBuy: null,
    modelsCompared: null,
    distanceParts: [{ part: 'visits', points: 20, most: 25, value: 3 }],
    lastTouchAt: null,
    asOf: '2026-03-18',
  }
  const terms = {
    maturityPaidVisitDays: 3,
    maturityAfterMonths: 6,
    dormantAfterMonths: 6,
    lostAfterMonths: 12,
  }
  const read = async (churn: object) => {
    service.on('GET /customers/c1/standing', {
      standing,
      terms: { ...terms, aFrom: 60, bFrom: 30 },
      changes: [],
    })
    service.on('GET /customers/c1/prediction', { churn })
    const wrapper = mount(CustomerStanding, { props: { customerId: 'c1' } })
    await until(() => wrapper.findAll('[aria-busy]').length === 0)
    return wrapper
  }

  it('shows stage, grade and distance with their parts, and the churn band with its reasons', async () => {
    const reasons = [{ kind: 'overdue', days: 90, usualDays: 30, points: 10 }]
    const known = { state: 'known', band: 'high', weeks: 26, probability: 0.71, reasons, crossedOn: null }
    const text = (await read(known)).text()
    for (const part of ['成熟期', 'A · 72', '两年服务消费', '关系距离', '22', '流失风险高', '71%'])
      expect(text).toContain(part)
  })

  it('says that there is not enough data instead of a band', async () => {
    const wrapper = await read({ state: 'not-enough-data' })
    expect(wrapper.find('.state').exists()).toBe(false)
    expect(wrapper.text()).toContain('数据不足')
  })
})

describe('what is to be done', () => {
  it('lists the open tasks alone, and ticks one off', async () => {
    const task = {
      id: 't1',
      customerId: 'c1',
      title: '回访',
      dueOn: '2026-03-01',
      doneAt: null,
      staffName: '李娜',
      kind: 'manual',
      reason: null,
      closedCause: null,
      isSent: false,
    }
    const done = { ...task, id: 't2', title: '寄手册', doneAt: '2026-03-02T00:00:00.000Z' }
    service.on('GET /customers/c1/tasks', { items: [task, done] })
    service.on('POST /tasks/t1/done', {})
    const wrapper = mount(CustomerTasks, { props: { customerId: 'c1' } })
    await until(() => wrapper.text().includes('回访'))
    expect(wrapper.text()).toContain('李娜')
    expect(wrapper.text()).not.toContain('寄手册')
    await wrapper.find('li button').trigger('click')
    await until(() => service.askedFor('GET /customers/c1/tasks').length === 2)
    expect(service.askedFor('POST /tasks/t1/done')).toHaveLength(1)
  })

  it('shows what the advisor is told, why, worth what, and why something waits', async () => {
    const refusal = { kind: 'day-cap' as const, stops: true, freeOn: '2026-03-19' }
    const heldBack = [{ rule: 'birthday', kind: 'switched-off' as const }]
    const panel = customerPanel({ outreach: { refusal, heldBack, lastSend: null } })
    service.on('GET /panel/contacts/wm1', panel)
    const wrapper = mount(CustomerProposals, { props: { externalUserid: 'wm1' } })
    await until(() => wrapper.findAll('li').length === 2)
    const text = wrapper.text()
    for (const part of [
      '保养窗口邀约',
      '保养在 9 天后到期',
      '预计 ¥224',
      '话术「s1」',
      '今天已联系过',
      '生日祝福',
    ])
      expect(text).toContain(part)
  })
})

describe('what owners spend in a year', () => {
  const global = { stubs: { RouterLink: true } }

  it('divides by the owners, and a figure opens into its owners', async () => {
    const all = { id: '', name: '', owners: 3, payers: 2, spentFen: 200_000 }
    const [unit, staff] = [
      { ...all, id: 'u1', name: '浦东店' },
      { ...all, id: 's1', name: '李娜', owners: 0, spentFen: 0 },
    ]
    const days = { after: '2025-03-18', until: '2026-03-18' }
    service.on('GET /lifecycle/spend', { ...days, all, units: [unit], staff: [staff] })
    const row = { customerId: 'c1', name: '林晓雨', spentFen: 130_000, visits: 2, lastOn: '2026-03-06' }
    service.on('GET /lifecycle/spend/owners', { items: [row], nextCursor: null })
    const wrapper = mount(SpendBlock, { props: { unit: undefined }, global, attachTo: document.body })
    await until(() => wrapper.text().includes('浦东店'))
    expect(wrapper.findAll('tbody tr').map((line) => line.find('.strong').text())).toEqual(['¥667', '¥667'])
    await wrapper.findAll('tbody button')[1]?.trigger('click')
    await until(() => (document.body.textContent ?? '').includes('¥1,300'))
    expect(service.askedFor('GET /lifecycle/spend/owners')[0]?.query.get('unitId')).toBe('u1')
    await wrapper.findAll('.end button, [role=radio]').at(-1)?.trigger('click')
    await flushPromises()
    expect(wrapper.findAll('tbody tr').map((line) => line.find('.strong').text())).toEqual(['¥667', '—'])
    wrapper.unmount()
  })
})
