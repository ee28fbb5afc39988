import { afterEach, beforeEach, expect, it } from 'vitest'
import { localDateOf } from '../../../server/domain/time.ts'
import { inheritTerms, rollBack, saveTerms } from '../../../server/features/insights/change-rfm.ts'
import { insights } from '../../../server/features/insights/index.ts'
import { previewRfm } from '../../../server/features/insights/preview-rfm.ts'
import { rebuildAll, recalibrate } from '../../../server/features/insights/rebuild.ts'
import { rescoreCustomers } from '../../../server/features/insights/rescore.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

eachDialect('a unit with settings of its own', ({ open }) => {
  let bench: Bench
  const admin: Scope = {
    corpId: CORP,
    staffId: 'A1',
    userid: 'a1',
    app: 'console',
    unitPaths: [],
    roles: ['admin'],
  }
  beforeEach(async () => {
    bench = await openBench(await open(), [insights])
    for (const store of ['U1', 'U2']) await makeStore(store)
    // Both stores have customers with one to four visits, but a service in U2 costs ten times as much.
    for (const [store, price] of [
      ['U1', 10_000],
      ['U2', 100_000],
    ] as const)
      for (const n of [1, 2, 3, 4]) await makeGuest(`${store}-${n}`, { store, visits: n, price })
  })
  afterEach(() => bench.close())

  const today = (): string => localDateOf(bench.clock.nowMs())
  const settle = async (): Promise<void> => {
    bench.clock.advance(1000)
    await bench.jobs.drain()
  }
  const rows = () => bench.database.db.rfm.findMany({ orderBy: { customerId: 'asc' }, omit: { asOf: true } })
  const codes = async () => Object.fromEntries((await rows()).map((row) => [row.customerId, row.code]))

  async function makeStore(id: string): Promise<void> {
    const at = bench.clock.now()
    const { db } = bench.database
    const n = Number(id.slice(1))
    const unit = { departmentId: n, name: id, kind: 'store', path: `/ROOT/${id}/`, sortOrder: n, digest: '' }
    await db.unit.create({ data: { corpId: CORP, id, ...unit } })
    const name = { userid: `S${id}`, userKey: `s${id}`.toLowerCase(), name: `S${id}`, search: '' }
    const times = { createdAt: at, updatedAt: at }
    await db.staff.create({
      data: { corpId: CORP, id: `S${id}`, ...name, status: 'active', mainUnitId: id, digest: '', ...times },
    })
  }

  async function makeGuest(
    id: string,
    { store, visits, price }: { store: string; visits: number; price: number },
  ): Promise<void> {
    const { db } = bench.database
    const at = bench.clock.now()
    await makeCustomer(bench, id)
    const contact = { corpId: CORP, externalUserid: `wm${id}`, digest: '', updatedAt: at }
    await db.contact.create({
      data: { ...contact, customerId: id, name: id, type: 1, gender: 0, firstSeenAt: at },
    })
    const follow = { staffId: `S${store}`, remark: '', description: '', addWay: 1, search: '' }
    await db.follow.create({ data: { ...contact, ...follow, followedAt: at } })
    for (let n = 0; n < visits; n += 1) {
      const on = new Date(at.getTime() - (n * 30 + 1) * 86_400_000)
      await makeOrder(bench.database, {
        corpId: CORP,
        customerId: id,
        orderNo: `${id}-${n}`,
        at: on,
        paidFen: price,
      })
    }
  }

  const own = { windowDays: 365, mode: 'value-mean' as const, moneyOf: 'service' as const }

  it('is measured by itself, and the others without it', async () => {
    await recalibrate(bench, { corpId: CORP, asOf: today() })
    const together = await codes()
    expect([together['U1-4'], together['U2-4']]).toEqual([2, 3])
    await saveTerms(bench, admin, { unitId: 'U2', terms: own })
    await settle()
    const apart = await rows()
    const versions = new Map(apart.map((row) => [row.customerId.slice(0, 2), row.thresholdVersion]))
    expect(versions.get('U1')).not.toBe(versions.get('U2'))
    // The dear store no longer puts the cheap one's best customer down.
    expect((await codes())['U1-4']).toBe(3)
    const counts = await bench.database.db.rfmThreshold.findMany({ orderBy: { version: 'desc' }, take: 2 })
    expect(counts.map((row) => [row.unitId, row.counted]).sort()).toEqual([
      ['', 4],
      ['U2', 4],
    ])
  })

  it('gives the same rows by increments as by a rebuild, also when a customer goes to another store', async () => {
    await recalibrate(bench, { corpId: CORP, asOf: today() })
    await saveTerms(bench, admin, { unitId: 'U2', terms: own })
    await settle()
    await makeOrder(bench.database, {
      corpId: CORP,
      customerId: 'U1-1',
      orderNo: 'LATE',
      at: bench.clock.now(),
    })
    const moved = { externalUserid: 'wmU1-2' }
    await bench.database.db.follow.updateMany({ where: moved, data: { staffId: 'SU2' } })
    await rescoreCustomers(bench, { corpId: CORP, customerIds: ['U1-1', 'U1-2'], asOf: today() })
    const byIncrements = await rows()
    await rebuildAll(bench, { corpId: CORP, asOf: today() })
    expect(await rows()).toEqual(byIncrements)
    const version = (id: string) => byIncrements.find((row) => row.customerId === id)?.thresholdVersion
    expect(version('U1-2')).toBe(version('U2-1'))
  })

  it('shows before the change what it would do, and writes nothing for that', async () => {
    await recalibrate(bench, { corpId: CORP, asOf: today() })
    const before = await rows()
    const preview = await previewRfm(bench, CORP, { unitId: 'U2', terms: own })
    expect(await rows()).toEqual(before)
    expect(preview.counted).toBe(4)
    await saveTerms(bench, admin, { unitId: 'U2', terms: own })
    await settle()
    const after = (await rows()).filter((row) => row.customerId.startsWith('U2'))
    for (const { code, count } of preview.then ?? [])
      expect([code, after.filter((row) => row.code === code).length]).toEqual([code, count])
  })

  it('goes back to an earlier version with its settings, or to the corp’s measure, and says who did it', async () => {
    await recalibrate(bench, { corpId: CORP, asOf: today() })
    const first = await codes()
    const [version] = await bench.database.db.rfmThreshold.findMany()
    bench.clock.advance(1000)
    await saveTerms(bench, admin, { unitId: '', terms: { ...own, windowDays: 90 } })
    await settle()
    expect(await codes()).not.toEqual(first)
    const state = await rollBack(bench, admin, version?.version ?? '')
    await settle()
    expect(await codes()).toEqual(first)
    expect(state.terms).toMatchObject({ windowDays: 730, mode: 'score-mean' })
    expect(state.versions[0]).toMatchObject({ fromVersion: version?.version, isInForce: true })
    await saveTerms(bench, admin, { unitId: 'U2', terms: own })
    await settle()
    await inheritTerms(bench, admin, 'U2')
    await settle()
    expect(new Set((await rows()).map((row) => row.thresholdVersion)).size).toBe(1)
    const audit = await bench.database.db.auditEntry.findMany({ orderBy: { id: 'asc' } })
    expect(audit.map((entry) => [entry.action, entry.staffId])).toEqual([
      ['rfm-terms', 'A1'],
      ['rfm-roll-back', 'A1'],
      ['rfm-terms', 'A1'],
      ['rfm-inherit', 'A1'],
    ])
  })
})
