import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { orders } from '../../../server/features/orders/index.ts'
import { standing } from '../../../server/features/standing/index.ts'
import { listOwnerSpend, readSpend } from '../../../server/features/standing/read-spend.ts'
import { recomputeStandings } from '../../../server/features/standing/recompute.ts'
import { eachDialect } from '../../support/database.ts'
import { makeOrder } from '../../support/factories/order.ts'
import { type Bench, CORP, makeCustomer, openBench } from '../orders/desk.ts'

const TODAY = new Date('2026-03-17T02:00:00Z')
const admin: Scope = {
  corpId: CORP,
  staffId: 'BOSS',
  userid: 'boss',
  app: 'console',
  roles: ['admin', 'advisor'],
  unitPaths: ['/'],
}
const advisor: Scope = { ...admin, staffId: 'LINA', roles: ['advisor'], unitPaths: [] }

eachDialect('what owners spend in a year', ({ open }) => {
  let bench: Bench
  let made = 0
  beforeEach(async () => {
    bench = await openBench(await open(), [orders, standing])
    bench.clock.set(TODAY)
    await unit({ id: 'ROOT', departmentId: 1, parentId: null, path: '/ROOT/' })
    await unit({ id: 'EAST', departmentId: 2, parentId: 'ROOT', path: '/ROOT/EAST/' })
    await staff('LINA', 'EAST')
    await staff('OTTO', 'ROOT')
  })
  afterEach(() => bench.close())

  async function unit(place: { id: string; departmentId: number; parentId: string | null; path: string }) {
    await bench.database.db.unit.create({
      data: { corpId: CORP, ...place, name: place.id, kind: 'store', sortOrder: 0, digest: '' },
    })
  }
  async function staff(id: string, unitId: string): Promise<void> {
    const at = bench.clock.now()
    const name = { userid: id, userKey: id.toLowerCase(), name: id, search: id }
    const { db } = bench.database
    await db.staff.create({
      data: { corpId: CORP, id, ...name, status: 'active', digest: '', createdAt: at, updatedAt: at },
    })
    await db.staffUnit.create({ data: { corpId: CORP, staffId: id, unitId, isLeader: false } })
  }
  async function owner(id: string, ...staffIds: string[]): Promise<void> {
    const { db } = bench.database
    const at = bench.clock.now()
    await makeCustomer(bench, id)
    await db.vehicle.create({ data: { corpId: CORP, id: `${id}-car`, customerId: id, updatedAt: at } })
    const contact = { corpId: CORP, externalUserid: `wm${id}`, digest: '', updatedAt: at }
    await db.contact.create({
      data: { ...contact, customerId: id, name: id, type: 1, gender: 0, firstSeenAt: at },
    })
    const more = { remark: '', description: '', addWay: 1, followedAt: at, search: '' }
    for (const staffId of staffIds) await db.follow.create({ data: { ...contact, ...more, staffId } })
  }
  const order = (customerId: string, day: string, more: object = {}) =>
    makeOrder(bench.database, {
      corpId: CORP,
      customerId,
      orderNo: `S${(made += 1)}`,
      at: new Date(`${day}T04:00:00Z`),
      ...more,
    })

  it('is what they paid less refunds, by store and by advisor, and the rows add up to it', async () => {
    await owner('ANNA', 'LINA')
    await owner('BERT', 'LINA', 'OTTO')
    await owner('CARL', 'OTTO')
    await order('ANNA', '2025-03-18', { paidFen: 100_000 })
    await order('ANNA', '2026-03-17', { paidFen: 50_000, refundedFen: 20_000 })
    await order('BERT', '2026-01-05', { paidFen: 70_000 })
    // None of these counts: a year and a day ago, a car, one called off.
    await order('ANNA', '2025-03-17', { paidFen: 1 })
    await order('BERT', '2026-01-06', { paidFen: 20_000_000, kind: 'vehicle' })
    await order('CARL', '2026-01-07', { paidFen: 900, status: 'cancelled' })
    await recomputeStandings(bench, { corpId: CORP, customerIds: ['ANNA', 'BERT', 'CARL'] })

    const spend = await readSpend(bench, admin, {})
    expect(spend).toMatchObject({
      after: '2025-03-17',
      until: '2026-03-17',
      all: { owners: 3, payers: 2, spentFen: 200_000 },
    })
    const short = (rows: typeof spend.units) =>
      Object.fromEntries(rows.map((row) => [row.id, [row.owners, row.payers, row.spentFen]]))
    expect(short(spend.staff)).toEqual({ LINA: [2, 2, 200_000], OTTO: [2, 1, 70_000] })
    expect(short(spend.units)).toEqual({ EAST: [2, 2, 200_000], ROOT: [3, 2, 200_000] })
    expect((await readSpend(bench, admin, { unitId: 'EAST' })).all).toMatchObject({ owners: 2 })

    const first = await listOwnerSpend(bench, admin, { limit: 1 })
    expect(first.items).toEqual([
      { customerId: 'ANNA', name: 'ANNA', spentFen: 130_000, visits: 2, lastOn: '2026-03-17' },
    ])
    const rest = await listOwnerSpend(bench, admin, { limit: 5, cursor: first.nextCursor ?? '' })
    expect(rest).toMatchObject({ items: [{ customerId: 'BERT', spentFen: 70_000 }], nextCursor: null })
    const names = async (search: object) =>
      (await listOwnerSpend(bench, admin, { limit: 5, ...search })).items.map((row) => row.customerId)
    expect([await names({ staffId: 'OTTO' }), await names({ unitId: 'EAST' })]).toEqual([
      ['BERT'],
      ['ANNA', 'BERT'],
    ])
  })

  it('is of those whom one may see, and is 0 of nobody', async () => {
    await owner('CARL', 'OTTO')
    await order('CARL', '2026-01-07', { paidFen: 900 })
    await recomputeStandings(bench, { corpId: CORP, customerIds: ['CARL'] })
    expect((await readSpend(bench, advisor, {})).all).toMatchObject({ owners: 0, payers: 0, spentFen: 0 })
    expect((await listOwnerSpend(bench, advisor, { limit: 5 })).items).toEqual([])
    expect((await readSpend(bench, admin, {})).all).toMatchObject({ owners: 1, spentFen: 900 })
  })
})
