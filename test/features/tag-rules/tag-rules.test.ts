import { beforeEach, afterEach, expect, it } from 'vitest'
import type { Condition } from '../../../server/domain/audience/condition.ts'
import { ruleInput, type RuleInput } from '../../../server/features/tag-rules/contract.ts'
import {
  addCustomerTag,
  readCustomerTags,
  removeCustomerTag,
} from '../../../server/features/tag-rules/customer-tags.ts'
import { createRule, listRules, updateRule } from '../../../server/features/tag-rules/edit-rules.ts'
import { tagRules } from '../../../server/features/tag-rules/index.ts'
import { previewRule } from '../../../server/features/tag-rules/preview-rule.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

const ADMIN: Scope = {
  corpId: CORP,
  staffId: 'ADMIN',
  userid: 'hanyue',
  app: 'console',
  roles: ['admin'],
  unitPaths: [],
}
const DAY_MS = 86_400_000
const frequent: Condition = {
  is: 'facts',
  kinds: ['order-service'],
  withinDays: 30,
  measure: 'count',
  min: 2,
}

eachDialect('tag rules', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [tagRules])
    await makeCustomer(bench, 'LIN')
    await makeCustomer(bench, 'WANG')
  })
  afterEach(() => bench.close())

  const rule = (name: string, condition: Condition, rest: Partial<RuleInput> = {}) =>
    ruleInput.parse({ name, condition, ...rest })
  const tags = async (customerId = 'LIN') => readCustomerTags(bench, ADMIN, customerId)
  const names = async (customerId = 'LIN') => (await tags(customerId)).tags.map((tag) => tag.name).sort()
  async function serviced(orderNo: string, daysAgo: number, customerId = 'LIN'): Promise<void> {
    const at = new Date(bench.clock.nowMs() - daysAgo * DAY_MS)
    await makeOrder(bench.database, { corpId: CORP, customerId, orderNo, at })
    await bench.database.db.$transaction((tx) =>
      bench.changes.report(tx, [{ kind: 'orders-linked', corpId: CORP, customerIds: [customerId] }]),
    )
    await bench.jobs.drain()
  }
  async function nextDay(days: number): Promise<void> {
    bench.clock.advance(days * DAY_MS)
    await bench.jobs.add(bench.database.db, { name: 'tag-rules.daily', corpId: CORP, payload: {} })
    await bench.jobs.drain()
  }

  it('give a tag on the fact that makes it true, with the orders behind it, and take it when the window has passed', async () => {
    await createRule(bench, ADMIN, rule('常客', frequent))
    await serviced('A', 20)
    expect(await names()).toEqual([])
    await serviced('B', 1)
    const { tags: given } = await tags()
    expect(given).toMatchObject([{ name: '常客', source: 'rule', ruleVersion: 1 }])
    expect(given[0]?.reasons[0]).toMatchObject({ found: [2], isDenied: false })
    expect(given[0]?.reasons[0]?.facts.map((fact) => fact.id)).toEqual(['B', 'A'])
    await nextDay(9)
    expect(await names()).toEqual(['常客'])
    await nextDay(1)
    const after = await tags()
    expect(after.tags).toEqual([])
    expect(after.ended).toMatchObject([{ name: '常客', endedBy: 'rule' }])
    const events = await bench.database.db.timelineEvent.findMany({
      where: { customerId: 'LIN', kind: 'tag' },
    })
    expect(events.map((event) => JSON.parse(event.detailJson) as unknown)).toEqual([
      { added: ['常客'], removed: [], by: 'rule' },
      { added: [], removed: ['常客'], by: 'rule' },
    ])
  })

  it('are taken back by evidence against them', async () => {
    await createRule(bench, ADMIN, rule('常客', frequent))
    await serviced('A', 2)
    await serviced('B', 1)
    expect(await names()).toEqual(['常客'])
    await bench.database.db.order.updateMany({ where: { orderNo: 'B' }, data: { status: 'cancelled' } })
    await serviced('C', 100)
    expect(await names()).toEqual([])
  })

  it('say the same by increments and by a sweep of everybody', async () => {
    await serviced('A', 3)
    await serviced('B', 1)
    await serviced('C', 1, 'WANG')
    await createRule(bench, ADMIN, rule('常客', frequent))
    await bench.jobs.drain()
    expect([await names(), await names('WANG')]).toEqual([['常客'], []])
    const before = await bench.database.db.customerTag.findMany()
    await nextDay(0)
    expect(await bench.database.db.customerTag.findMany()).toEqual(before)
  })

  it('never touch a tag given by hand, and a person never touches a rule’s', async () => {
    await createRule(bench, ADMIN, rule('常客', frequent))
    const own = await addCustomerTag(bench, ADMIN, { customerId: 'LIN', name: '常客' })
    await serviced('A', 2)
    await serviced('B', 1)
    expect((await tags()).tags.map((tag) => tag.source).sort()).toEqual(['manual', 'rule'])
    await nextDay(60)
    expect((await tags()).tags).toMatchObject([{ id: own.id, source: 'manual' }])
    await removeCustomerTag(bench, ADMIN, { customerId: 'LIN', tagId: own.id })
    expect(await names()).toEqual([])
    await serviced('C', 2)
    await serviced('D', 1)
    const [byRule] = (await tags()).tags
    await expect(
      removeCustomerTag(bench, ADMIN, { customerId: 'LIN', tagId: byRule?.id ?? '' }),
    ).rejects.toThrow('conflict')
  })

  it('have versions: a new one is held against everybody, and a switched-off one takes its tags along', async () => {
    await serviced('A', 2)
    await serviced('B', 1)
    await serviced('C', 1, 'WANG')
    const first = await createRule(bench, ADMIN, rule('常客', frequent))
    await bench.jobs.drain()
    const since = (await tags()).tags[0]?.since
    const looser = rule('来过', { ...frequent, min: 1 })
    const second = await updateRule(bench, ADMIN, { ...looser, ...first })
    await bench.jobs.drain()
    expect([await names(), await names('WANG')]).toEqual([['来过'], ['来过']])
    expect((await tags()).tags[0]).toMatchObject({ since, ruleVersion: 2 })
    await updateRule(bench, ADMIN, { ...looser, isEnabled: false, ...second })
    await bench.jobs.drain()
    expect([await names(), await names('WANG')]).toEqual([[], []])
    expect((await tags()).ended[0]?.endedBy).toBe('rule-off')
    await expect(updateRule(bench, ADMIN, { ...looser, ...first })).rejects.toThrow('conflict')
  })

  it('show whom they would mean before they are saved, with names cut short', async () => {
    await serviced('A', 2)
    await serviced('B', 1)
    const { id } = await createRule(bench, ADMIN, rule('常客', frequent))
    await bench.jobs.drain()
    const one: Condition = { ...frequent, min: 1, withinDays: 1 }
    await serviced('C', 0, 'WANG')
    expect(await previewRule(bench, ADMIN, { condition: one, ruleId: id })).toMatchObject({
      count: 1,
      everyone: 2,
      change: { gains: 1, losses: 1 },
      sample: [{ id: 'WANG', name: 'W***', isMasked: true }],
    })
  })

  it('of the starter set give somebody with eight months of history the base tags from a sweep alone', async () => {
    for (const [n, daysAgo] of [230, 150, 90, 10].entries()) await serviced(`S${n}`, daysAgo)
    await bench.database.db.order.updateMany({ data: { paidFen: 200_000 } })
    await tagRules.start?.(bench)
    await bench.jobs.drain()
    expect(await names()).toEqual(['高消费', '高频到店'])
    expect((await listRules(bench, ADMIN)).items.every((item) => item.appliedAt !== null)).toBe(true)
    await tagRules.start?.(bench)
    expect((await listRules(bench, ADMIN)).items).toHaveLength(16)
  })

  it('cannot ask for the tags of rules', () => {
    const circular = { is: 'choice', field: 'tag', values: ['rule:X'] }
    expect(ruleInput.safeParse({ name: 'x', condition: { not: circular } }).success).toBe(false)
    const byHand = { is: 'choice', field: 'tag', values: ['name:大客户'] }
    expect(ruleInput.safeParse({ name: 'x', condition: byHand }).success).toBe(true)
  })
})
