import { ulid } from 'ulid'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { actions } from '../../../server/features/actions/index.ts'
import type { OutcomeInput } from '../../../server/features/actions/contract.ts'
import { outcomeInput } from '../../../server/features/actions/contract.ts'
import { recordOutcome, undoOutcome } from '../../../server/features/actions/record-outcome.ts'
import { insights } from '../../../server/features/insights/index.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { scriptInput } from '../../../server/features/scripts/contract.ts'
import { createScript, deleteScript, updateScript } from '../../../server/features/scripts/edit-script.ts'
import { scripts } from '../../../server/features/scripts/index.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, file, importText, makeCustomer, openBench, row } from '../orders/desk.ts'

const ME: Scope = {
  corpId: CORP,
  staffId: 'ME',
  userid: 'lina',
  app: 'chat',
  roles: ['advisor'],
  unitPaths: [],
}

eachDialect('next best actions', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    const features = [orders, scripts, insights, actions]
    bench = await openBench(await open(), features)
    for (const feature of features) await feature.start?.(bench)
    await followed('LIN', '+8613800000001')
  })
  afterEach(() => bench.close())

  async function followed(id: string, phone: string): Promise<void> {
    const { db } = bench.database
    const at = new Date('2025-01-01T00:00:00Z')
    await makeCustomer(bench, id, { phone })
    const contact = {
      corpId: CORP,
      externalUserid: `wm-${id}`,
      customerId: id,
      name: id,
      type: 1,
      gender: 2,
      digest: '',
      firstSeenAt: at,
      updatedAt: at,
    }
    await db.contact.create({ data: contact })
    const follow = {
      corpId: CORP,
      staffId: 'ME',
      externalUserid: `wm-${id}`,
      remark: '',
      description: '',
      addWay: 1,
    }
    await db.follow.create({ data: { ...follow, followedAt: at, search: '', digest: '', updatedAt: at } })
  }

  const shown = async (customerId = 'LIN') => {
    const rows = await bench.database.db.action.findMany({ where: { customerId }, orderBy: { rank: 'asc' } })
    return rows.map((action) => action.rule)
  }

  /** A car whose service is nine days ahead on the bench's day, 2026-03-17, and an open quote. */
  const bought = () =>
    importText(
      bench,
      file(
        row({
          at: '2024-09-01',
          kind: '新车交付',
          paid: '238800',
          phone: '13800000001',
          plate: '沪A12345',
          model: 'S7',
        }),
        row({ at: '2025-09-26', kind: '保养', title: '常规保养', phone: '13800000001', plate: '沪A12345' }),
        row({ at: '2026-03-12 15:00', kind: '到店', paid: '0', title: '置换报价', phone: '13800000001' }),
      ),
    )

  const tell = (part: Partial<OutcomeInput>): Promise<{ id: string; untilOn: string | null }> =>
    recordOutcome(
      bench,
      ME,
      outcomeInput.parse({
        id: ulid(),
        customerId: 'LIN',
        rule: 'service-due',
        scriptId: null,
        outcome: 'sent',
        ...part,
      }),
    )

  it('follow from imported orders, with reason, day and script', async () => {
    await bought()
    expect(await shown()).toEqual(['service-due', 'quote-follow-up'])
    const [first, second] = await bench.database.db.action.findMany({ orderBy: { rank: 'asc' } })
    expect(first).toMatchObject({ rank: 1, dueOn: '2026-03-26' })
    expect(JSON.parse(first?.reasonJson ?? '')).toMatchObject({
      dueOn: '2026-03-26',
      inDays: 9,
      lastServiceOn: '2025-09-26',
      model: 'S7',
    })
    expect(JSON.parse(second?.reasonJson ?? '')).toEqual({
      quotedOn: '2026-03-12',
      daysAgo: 5,
      title: '到店 · 置换报价',
    })
    const script = await bench.database.db.script.findFirst({ where: { id: first?.scriptId ?? '' } })
    expect(script).toMatchObject({ scene: 'service-due', title: '保养到期提醒' })
  })

  it('tell the open page of the customer when they are others than before, and only then', async () => {
    const told: string[] = []
    const stop = bench.live.listen(CORP, ({ topic, id }) => topic === 'contact' && told.push(id))
    await bought()
    expect(told).toContain('wm-LIN')
    told.length = 0
    const payload = { corpId: CORP, customerIds: ['LIN'] }
    await bench.jobs.add(bench.database.db, { name: 'actions.recompute', corpId: CORP, payload })
    await bench.jobs.drain()
    expect(told).toEqual([])
    stop()
  })

  it('change with the days, and unchanged rows are not written', async () => {
    await bought()
    const { db } = bench.database
    await bench.jobs.add(db, { name: 'actions.daily', corpId: CORP, payload: {} })
    bench.clock.advance(60_000)
    const before = await db.action.findMany({ orderBy: { rank: 'asc' } })
    await bench.jobs.drain()
    expect(await db.action.findMany({ orderBy: { rank: 'asc' } })).toEqual(before)
    bench.clock.set('2026-03-27T02:00:00Z')
    await bench.jobs.add(db, { name: 'actions.daily', corpId: CORP, payload: {} })
    await bench.jobs.drain()
    expect(await shown()).toEqual(['service-overdue'])
  })

  it('the daily round reaches every customer', async () => {
    const now = bench.clock.now()
    const born = { corpId: CORP, name: '', search: '', createdAt: now, updatedAt: now }
    await bench.database.db.customer.createMany({
      data: Array.from({ length: 450 }, (_, n) => ({ ...born, id: `C${String(n).padStart(3, '0')}` })),
    })
    await bench.database.db.vehicle.createMany({
      data: Array.from({ length: 450 }, (_, n) => ({
        corpId: CORP,
        id: `V${n}`,
        customerId: `C${String(n).padStart(3, '0')}`,
        nextServiceOn: '2026-03-20',
        updatedAt: bench.clock.now(),
      })),
    })
    await bench.jobs.add(bench.database.db, { name: 'actions.daily', corpId: CORP, payload: {} })
    await bench.jobs.drain()
    expect(await bench.database.db.action.count({ where: { rule: 'service-due' } })).toBe(450)
  })

  it('sent: the rule rests, the script is counted and the timeline tells, once however often it is told', async () => {
    await bought()
    const script = await bench.database.db.script.findFirstOrThrow({ where: { scene: 'service-due' } })
    const id = ulid()
    await tell({ id, scriptId: script.id })
    await tell({ id, scriptId: script.id })
    expect(await shown()).toEqual(['quote-follow-up'])
    expect(await bench.database.db.script.findFirst({ where: { id: script.id } })).toMatchObject({
      sentCount: 1,
    })
    const events = await bench.database.db.timelineEvent.findMany()
    expect(events).toMatchObject([{ kind: 'script', key: `script:${id}`, staffId: 'ME', customerId: 'LIN' }])
    expect(JSON.parse(events[0]?.detailJson ?? '')).toMatchObject({
      title: '保养到期提醒',
      rule: 'service-due',
    })
    bench.clock.advance(14 * 86_400_000)
    await bench.jobs.add(bench.database.db, { name: 'actions.daily', corpId: CORP, payload: {} })
    await bench.jobs.drain()
    expect(await shown()).toEqual(['service-overdue'])
  })

  it('set aside: it is gone until its day, comes back with undo, and only for whoever set it aside', async () => {
    await bought()
    const { id, untilOn } = await tell({ outcome: 'dismissed', reason: 'not-now' })
    expect(untilOn).toBe('2026-04-16')
    expect(await shown()).toEqual(['quote-follow-up'])
    await expect(undoOutcome(bench, { ...ME, staffId: 'OTHER' }, id)).rejects.toMatchObject({
      kind: 'not-found',
    })
    await undoOutcome(bench, ME, id)
    await undoOutcome(bench, ME, id)
    expect(await shown()).toEqual(['service-due', 'quote-follow-up'])
    expect(await bench.database.db.actionSnooze.count()).toBe(0)
  })

  it('copied, cancelled or failed changes no ranking; a script of the library needs no rule', async () => {
    await bought()
    for (const outcome of ['shown', 'copied', 'cancelled', 'failed'] as const) await tell({ outcome })
    expect(await shown()).toEqual(['service-due', 'quote-follow-up'])
    await tell({ rule: null, outcome: 'sent' })
    expect(await shown()).toEqual(['service-due', 'quote-follow-up'])
    expect(await bench.database.db.actionOutcome.count()).toBe(5)
  })

  it('what cannot be meant is refused', async () => {
    await bought()
    const { id } = await tell({ outcome: 'copied' })
    await expect(tell({ id, rule: 'quote-follow-up' })).rejects.toMatchObject({ kind: 'conflict' })
    await expect(undoOutcome(bench, ME, id)).rejects.toMatchObject({ kind: 'conflict' })
    await makeCustomer(bench, 'FOREIGN')
    await expect(tell({ customerId: 'FOREIGN' })).rejects.toMatchObject({ kind: 'not-found' })
    expect(() =>
      outcomeInput.parse({
        id,
        customerId: 'LIN',
        rule: 'service-due',
        scriptId: null,
        outcome: 'dismissed',
        reason: 'x',
      }),
    ).toThrow('not-now, already-done')
  })

  it('get another script when theirs is switched off, and none when there is none left', async () => {
    await bought()
    const script = await bench.database.db.script.findFirstOrThrow({ where: { scene: 'service-due' } })
    const { categoryId, title, body } = script
    const input = scriptInput.parse({ categoryId, title, body, kind: 'text', scene: 'service-due' })
    const second = await createScript(bench, ME, { ...input, title: '另一条' })
    await updateScript(bench, ME, script.id, { ...input, isEnabled: false })
    await bench.jobs.drain()
    expect(await bench.database.db.action.findFirst({ where: { rule: 'service-due' } })).toMatchObject({
      scriptId: second.id,
    })
    await deleteScript(bench, ME, second.id)
    await bench.jobs.drain()
    expect(await bench.database.db.action.findFirst({ where: { rule: 'service-due' } })).toMatchObject({
      scriptId: null,
    })
  })

  it('know the tier once it is there', async () => {
    await followed('OLD', '+8613800000002')
    const many = Array.from({ length: 4 }, (_, n) =>
      row({ at: `2025-0${n + 1}-10`, paid: '9000', phone: '13800000002' }),
    )
    const others = Array.from({ length: 6 }, (_, n) =>
      row({ at: '2026-03-01', paid: '100', member: `M${n}` }),
    )
    await importText(bench, file(...many, ...others), { createCustomers: true })
    bench.clock.advance(5000)
    await bench.jobs.drain()
    expect(await bench.database.db.rfm.findFirst({ where: { customerId: 'OLD' } })).toMatchObject({ code: 3 })
    expect(await shown('OLD')).toEqual(['important-keep'])
  })
})
