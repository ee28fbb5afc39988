import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addDays, addMonths, localDateOf, startOfDayMs } from '../../../server/domain/time.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { recomputeStandings } from '../../../server/features/standing/recompute.ts'
import { standing } from '../../../server/features/standing/index.ts'
import { DEFAULT_TERMS } from '../../../server/features/standing/terms.ts'
import { eachDialect } from '../../support/database.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

const FIRST_DAY = '2024-08-31'

eachDialect('the win-back ladder', ({ open, dialect }) => {
  let bench: Bench
  let made = 0
  beforeEach(async () => {
    bench = await openBench(await open(), [orders, standing])
    bench.clock.set(new Date(startOfDayMs(FIRST_DAY) + 10 * 3_600_000))
    await makeAdvisor('ADVISOR')
  })
  afterEach(() => bench.close())

  const today = (): string => localDateOf(bench.clock.nowMs())
  const customers: string[] = []

  async function makeAdvisor(id: string): Promise<void> {
    const at = bench.clock.now()
    const name = { userid: id, userKey: id.toLowerCase(), name: id, search: id }
    await bench.database.db.staff.create({
      data: { corpId: CORP, id, ...name, status: 'active', digest: '', createdAt: at, updatedAt: at },
    })
  }

  /** A customer whom the advisor follows. */
  async function follow(id: string): Promise<string> {
    const { db } = bench.database
    const at = bench.clock.now()
    await makeCustomer(bench, id)
    const contact = { corpId: CORP, externalUserid: `wm${id}`, digest: '', updatedAt: at }
    await db.contact.create({
      data: { ...contact, customerId: id, name: id, type: 1, gender: 0, firstSeenAt: at },
    })
    const follows = { staffId: 'ADVISOR', remark: '', description: '', addWay: 1, followedAt: at, search: '' }
    await db.follow.create({ data: { ...contact, ...follows } })
    customers.push(id)
    return id
  }

  const visit = (customerId: string, at = bench.clock.now()) =>
    makeOrder(bench.database, { corpId: CORP, customerId, orderNo: `O${(made += 1)}`, at })
  const look = (customerId: string) => recomputeStandings(bench, { corpId: CORP, customerIds: [customerId] })
  const tasks = (customerId: string) =>
    bench.database.db.task.findMany({ where: { customerId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
  const dawn = (day: string) => bench.clock.set(new Date(startOfDayMs(day) + 3_600_000))
  async function everyday(): Promise<void> {
    const key = `${made}:${bench.clock.nowMs()}`
    await bench.jobs.add(bench.database.db, { name: 'standing.daily', corpId: CORP, payload: {}, key })
    await bench.jobs.drain()
  }

  it('asks once on each rung’s day, of the advisor, with the reason', async () => {
    const id = await follow('ONE')
    await visit(id)
    await look(id)
    const found: [string, string, string | null][] = []
    for (const n of [30, 60, 90, 91, 92, 120, 152, 153, 154, 180, 211, 212, 213, 240]) {
      dawn(addDays(FIRST_DAY, n))
      await everyday()
      const open = (await tasks(id)).filter((task) => task.doneAt === null)
      expect(open.length).toBeLessThanOrEqual(1)
      const known = open.at(-1)
      if (known && found.at(-1)?.[1] !== known.kind) found.push([today(), known.kind, known.staffId])
    }
    expect(found).toEqual([
      ['2024-11-30', 'winback-1', 'ADVISOR'],
      ['2025-01-31', 'winback-2', 'ADVISOR'],
      ['2025-03-31', 'winback-3', 'ADVISOR'],
    ])
    const all = await tasks(id)
    expect(all.map((task) => task.closedCause)).toEqual(['next-rung', 'next-rung', null])
    expect(JSON.parse(all[0]?.reasonJson ?? '')).toMatchObject({ rung: 1, lastVisitOn: FIRST_DAY, after: 3 })
  })

  it('skips the rung that was missed when a later one is due', async () => {
    const id = await follow('SKIP')
    await visit(id)
    await look(id)
    dawn(addMonths(FIRST_DAY, 6))
    await everyday()
    expect((await tasks(id)).map((task) => task.kind)).toEqual(['winback-2'])
  })

  it('stops on a visit at once, and begins anew with the next absence', async () => {
    const id = await follow('BACK')
    await visit(id)
    dawn(addMonths(FIRST_DAY, 3))
    await everyday()
    await visit(id)
    await bench.database.sql.transaction((tx) =>
      bench.changes.report(tx, [{ kind: 'orders-linked', corpId: CORP, customerIds: [id] }]),
    )
    await bench.jobs.drain()
    expect((await tasks(id)).map((task) => task.closedCause)).toEqual(['visited'])
    const row = await bench.database.db.standing.findFirstOrThrow({ where: { customerId: id } })
    expect([row.rung, row.reactivatedOn, row.stage]).toEqual([null, today(), 'growth'])
    const moves = await bench.database.db.stageChange.findMany({ orderBy: { at: 'asc' } })
    expect(moves.map((move) => [move.fromStage, move.toStage, move.cause])).toEqual([
      [null, 'dormant', 'first'],
      ['dormant', 'growth', 'visit'],
    ])
    dawn(addMonths(today(), 3))
    await everyday()
    expect((await tasks(id)).map((task) => task.kind)).toEqual(['winback-1', 'winback-1'])
  })

  it('takes its task up again when the visit that ended it is cancelled', async () => {
    const id = await follow('UNDO')
    await visit(id)
    dawn(addMonths(FIRST_DAY, 3))
    await everyday()
    await visit(id)
    await look(id)
    await bench.database.sql.run(`UPDATE "Order" SET "status" = 'cancelled' WHERE "orderNo" = ?`, [
      `O${made}`,
    ])
    await look(id)
    expect((await tasks(id)).map((task) => [task.kind, task.doneAt, task.closedCause])).toEqual([
      ['winback-1', null, null],
    ])
  })

  it('leaves alone who does not want to be written to, and goes on when they do', async () => {
    const id = await follow('NO')
    await visit(id)
    const consent = { corpId: CORP, customerId: id, source: 'advisor', note: '', at: bench.clock.now() }
    dawn(addMonths(FIRST_DAY, 3))
    await everyday()
    await bench.database.db.consent.create({ data: { ...consent, isOptedOut: true } })
    await look(id)
    expect((await tasks(id)).map((task) => task.closedCause)).toEqual(['opted-out'])
    dawn(addMonths(FIRST_DAY, 5))
    await everyday()
    expect(await tasks(id)).toHaveLength(1)
    await bench.database.db.consent.updateMany({ data: { isOptedOut: false } })
    await look(id)
    expect((await tasks(id)).map((task) => [task.kind, task.closedCause])).toEqual([
      ['winback-1', 'opted-out'],
      ['winback-2', null],
    ])
  })

  it('gives an advisor so many a day, and the rest on the days after', async () => {
    const ladder = { ...DEFAULT_TERMS.ladder, perAdvisorADay: 2 }
    const valueJson = JSON.stringify({ ...DEFAULT_TERMS, ladder })
    const data = { corpId: CORP, key: 'standing', valueJson, updatedAt: bench.clock.now() }
    await bench.database.db.setting.create({ data })
    for (const n of [1, 2, 3, 4, 5]) await visit(await follow(`MANY${n}`))
    dawn(addMonths(FIRST_DAY, 3))
    const counts: number[] = []
    for (let n = 0; n < 4; n += 1) {
      await everyday()
      await everyday()
      counts.push(await bench.database.db.task.count())
      dawn(addDays(today(), 1))
    }
    expect(counts).toEqual([2, 4, 5, 5])
  })

  it('leaves alone whom an advisor has called present, until that day', async () => {
    const id = await follow('KNOWN')
    await visit(id)
    dawn(addMonths(FIRST_DAY, 3))
    const value = { stage: 'growth' as const, until: addDays(today(), 10), by: 'ADVISOR', reason: '在外地' }
    await recomputeStandings(bench, {
      corpId: CORP,
      customerIds: [id],
      override: { value, by: 'ADVISOR' },
    })
    await everyday()
    expect(await tasks(id)).toEqual([])
    const row = () => bench.database.db.standing.findFirstOrThrow({ where: { customerId: id } })
    expect(await row()).toMatchObject({
      stage: 'growth',
      ruleStage: 'dormant',
      rung: 1,
      rungHeld: 'override',
    })
    dawn(addDays(today(), 11))
    await everyday()
    expect(await row()).toMatchObject({ stage: 'dormant', stageOverride: null, rungHeld: null })
    expect((await tasks(id)).map((task) => task.kind)).toEqual(['winback-1'])
  })

  const step = fc.oneof(
    fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ kind: fc.constant('visit' as const), daysAgo: fc.constantFrom(0, 0, 0, 5, 100) }),
    fc.record({ kind: fc.constant('cancel' as const) }),
    fc.record({ kind: fc.constant('twice' as const) }),
  )

  it('after any visits and clock jumps: one task a rung and absence, the right rung, open only while absent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        const id = await follow(`P${(made += 1)}`)
        await visit(id)
        await look(id)
        for (const one of steps) {
          if (one.kind === 'days') bench.clock.advance(one.days * 86_400_000)
          if (one.kind === 'visit') await visit(id, new Date(bench.clock.nowMs() - one.daysAgo * 86_400_000))
          if (one.kind === 'cancel')
            await bench.database.sql.run(
              `UPDATE "Order" SET "status" = 'cancelled' WHERE "customerId" = ? AND "orderedAt" = (SELECT MAX("orderedAt") FROM "Order" WHERE "customerId" = ?)`,
              [id, id],
            )
          // Two processes at once, and once more for nothing.
          await Promise.all([look(id), look(id)])
          expect(await look(id)).toEqual([])
          await check(id)
        }
        // Everything that is stored follows from the facts alone.
        const before = await stored(id)
        await bench.database.sql.run('DELETE FROM "Standing" WHERE "customerId" = ?', [id])
        await look(id)
        expect(await stored(id)).toEqual(before)
      }),
      { numRuns: dialect === 'sqlite' ? 20 : 6 },
    )
  })

  const stored = (customerId: string) =>
    bench.database.db.standing.findFirst({ where: { customerId }, omit: { asOf: true } })

  async function check(id: string): Promise<void> {
    const all = await tasks(id)
    expect(new Set(all.map((task) => task.key)).size).toBe(all.length)
    const days = await bench.database.db.order.findMany({
      where: { customerId: id, status: 'done', orderedOn: { lte: today() } },
      orderBy: { orderedOn: 'asc' },
    })
    const last = days.at(-1)?.orderedOn
    const due = last === undefined ? 0 : [3, 5, 7].filter((n) => addMonths(last, n) <= today()).length
    const open = all.filter((task) => task.doneAt === null)
    expect(open.map((task) => task.key)).toEqual(due === 0 ? [] : [`winback:${id}:${last}:${due}`])
  }
})
