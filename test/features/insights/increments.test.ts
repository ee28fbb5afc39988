import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { scoreNewDay } from '../../../server/features/insights/daily.ts'
import { insights } from '../../../server/features/insights/index.ts'
import { recalibrate, rebuildAll } from '../../../server/features/insights/rebuild.ts'
import { readTiers } from '../../../server/features/insights/read-tiers.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { addDays, localDateOf, startOfDayMs } from '../../../server/domain/time.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, file, importText, makeCustomer, openBench, row } from '../orders/desk.ts'

const FIRST_DAY = '2026-01-01'

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value)

eachDialect('tiers', ({ open, dialect }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [orders, insights])
    bench.clock.set(new Date(startOfDayMs(FIRST_DAY) + 10 * 3_600_000))
  })
  afterEach(() => bench.close())

  const today = (): string => localDateOf(bench.clock.nowMs())
  const rows = () => bench.database.db.rfm.findMany({ orderBy: { customerId: 'asc' }, omit: { asOf: true } })

  async function calibrated(): Promise<void> {
    for (const [n, phone] of ['+8613800000001', '+8613800000002', '+8613800000003'].entries())
      await makeCustomer(bench, `C${n}`, { phone })
    const first = ['13800000001', '13800000002', '13800000002', '13800000003'].map((phone, n) =>
      row({ no: `S${n}`, phone, at: addDays(FIRST_DAY, -20 * (n + 1)), paid: String(100 * (n + 1)) }),
    )
    await importText(bench, file(...first))
    bench.clock.advance(5000)
    await bench.jobs.drain()
    expect(await bench.database.db.rfm.count()).toBe(3)
  }

  const step = fc.oneof(
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 40 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('order' as const),
        no: fc.integer({ min: 0, max: 9 }),
        phone: fc.integer({ min: 1, max: 4 }),
        daysAgo: fc.integer({ min: -1, max: 800 }),
        paid: fc.nat(500),
        refund: fc.constantFrom(0, 0, 0, 500),
        sort: fc.constantFrom('保养', '新车交付', '到店'),
        status: fc.constantFrom('已完成', '已完成', '已取消'),
      }),
    },
  )

  it('after any orders and days the increments equal a rebuild under the same thresholds', async () => {
    await calibrated()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        for (const one of steps) {
          if (one.kind === 'days') {
            bench.clock.advance(one.days * 86_400_000)
            await scoreNewDay(bench, CORP, today())
            continue
          }
          const { no, phone, daysAgo, paid, refund, sort, status } = one
          const at = addDays(today(), -daysAgo)
          await importText(
            bench,
            file(
              row({
                no: `P${no}`,
                phone: `1380000000${phone}`,
                at,
                kind: sort,
                paid: `${paid}`,
                refund: `${refund}`,
                status,
              }),
            ),
          )
        }
        const byIncrements = await rows()
        await rebuildAll(bench, { corpId: CORP, asOf: today() })
        expect(byIncrements).toEqual(await rows())
      }),
      { numRuns: dialect === 'sqlite' ? 25 : 8 },
    )
  })

  it('day by day, without orders, only the edges move and every day equals a rebuild', async () => {
    const data = { valueJson: JSON.stringify({ windowDays: 90 }), updatedAt: bench.clock.now() }
    await bench.database.db.setting.create({ data: { corpId: CORP, key: 'rfm', ...data } })
    await calibrated()
    const ahead = file(row({ no: 'AHEAD', phone: '13800000001', at: `${addDays(FIRST_DAY, 1)} 01:00` }))
    expect(await importText(bench, ahead)).toMatchObject({ newRows: 1 })
    let changes = 0
    for (let day = 0; day < 95; day++) {
      bench.clock.advance(86_400_000)
      const before = await rows()
      await scoreNewDay(bench, CORP, today())
      const scored = await rows()
      if (JSON.stringify(scored, plain) !== JSON.stringify(before, plain)) changes += 1
      await rebuildAll(bench, { corpId: CORP, asOf: today() })
      expect({ on: today(), rows: await rows() }).toEqual({ on: today(), rows: scored })
    }
    expect(changes).toBeGreaterThan(5)
    expect(await rows()).toEqual([])
  })

  it('one customer’s order moves nobody else until the next calibration', async () => {
    await calibrated()
    const before = await rows()
    await importText(bench, file(row({ phone: '13800000001', at: FIRST_DAY, paid: '999999' })))
    const after = await rows()
    expect(after.filter((row) => row.customerId !== 'C0')).toEqual(
      before.filter((row) => row.customerId !== 'C0'),
    )
    expect(after.find((row) => row.customerId === 'C0')?.monetaryScore).toBeGreaterThan(
      before.find((row) => row.customerId === 'C0')?.monetaryScore ?? 9,
    )
    const versionsBefore = new Set(after.map((row) => row.thresholdVersion))
    bench.clock.advance(1000)
    await recalibrate(bench, { corpId: CORP, asOf: today() })
    expect(versionsBefore).not.toContain((await rows())[0]?.thresholdVersion)
  })

  it('a rebuild takes away the row of whoever has no order, and repairs scores that are not those of the values', async () => {
    await calibrated()
    const right = await rows()
    const { db } = bench.database
    const [first] = await db.rfm.findMany({ where: { customerId: 'C0' } })
    if (first === undefined) throw new Error('C0 has no row')
    await db.rfm.create({ data: { ...first, customerId: 'C9' } })
    const spoilt = { frequencyScore: 6 - first.frequencyScore, asOf: addDays(today(), -1) }
    await db.rfm.updateMany({ where: { customerId: 'C0' }, data: spoilt })
    await db.rfm.updateMany({ where: { customerId: 'C1' }, data: { monetaryFen: 1 } })
    await db.rfm.deleteMany({ where: { customerId: 'C2' } })
    for (const id of ['C8', 'C9']) await makeCustomer(bench, id, {})
    expect(await rows()).not.toEqual(right)
    await rebuildAll(bench, { corpId: CORP, asOf: today() })
    expect(await rows()).toEqual(right)
  })

  it('whoever has no visit left in the window has no tier, which is not the lowest tier', async () => {
    await calibrated()
    bench.clock.advance(731 * 86_400_000)
    await scoreNewDay(bench, CORP, today())
    expect(await bench.database.db.rfm.count()).toBe(0)
  })

  it('are counted for those one may see, with an entry for each', async () => {
    await calibrated()
    const scope = {
      corpId: CORP,
      staffId: 'NOBODY',
      userid: 'x',
      app: 'console' as const,
      roles: ['admin' as const],
      unitPaths: [],
    }
    const counts = await readTiers(bench, scope)
    expect(counts.calibration).toMatchObject({ counted: 3, mode: 'score-mean' })
    expect(counts.tiers.map((tier) => tier.code)).toEqual([7, 5, 3, 1, 6, 4, 2, 0])
  })

  it('an unpaid visit counts as a visit, a car not as money, and two orders of a day as one', async () => {
    await makeCustomer(bench, 'ONE', { phone: '+8613800000009' })
    const phone = '13800000009'
    await importText(
      bench,
      file(
        row({ phone, at: '2025-12-01', kind: '新车交付', paid: '238800' }),
        row({ phone, at: '2025-12-02', kind: '保养', paid: '600', refund: '100' }),
        row({ phone, at: '2025-12-02', kind: '精品', paid: '50' }),
        row({ phone, at: '2025-12-05', kind: '到店', paid: '' }),
        row({ phone, at: '2025-12-06', kind: '保养', paid: '70', refund: '70' }),
        row({ phone, at: '2025-12-07', kind: '保养', paid: '80', status: '已取消' }),
      ),
    )
    bench.clock.advance(5000)
    await bench.jobs.drain()
    expect(await rows()).toMatchObject([{ lastVisitOn: '2025-12-05', frequency: 3, monetaryFen: 55_000n }])
  })
})
