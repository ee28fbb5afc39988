import { afterEach, beforeEach, expect, it } from 'vitest'
import { rootOf } from '../../../server/features/customers/aliases.ts'
import { claimIdentities } from '../../../server/features/customers/link-identities.ts'
import { recordProfiles } from '../../../server/features/identity/record-profiles.ts'
import { identity } from '../../../server/features/identity/index.ts'
import { recognise, RECOGNITIONS_PER_HOUR } from '../../../server/features/identity/recognise.ts'
import { decideReview } from '../../../server/features/identity/review/decide-review.ts'
import { listMerges, splitByPerson } from '../../../server/features/identity/review/list-merges.ts'
import { listReviews } from '../../../server/features/identity/review/list-reviews.ts'
import { orders } from '../../../server/features/orders/index.ts'
import type { Scope } from '../../../server/platform/http/scope.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, file, importText, makeCustomer, openBench, row } from '../orders/desk.ts'

const PHONE = '+8613900001234'

eachDialect('who is who', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [orders, identity])
    for (const id of ['HAN', 'LI'])
      await bench.database.db.staff.create({
        data: {
          corpId: CORP,
          id,
          userid: id,
          userKey: id,
          name: id,
          search: id,
          status: 'active',
          digest: '',
          createdAt: bench.clock.now(),
          updatedAt: bench.clock.now(),
        },
      })
    await makeCustomer(bench, 'ANNA', { phone: PHONE, unionid: 'u-anna', member_no: 'M1' })
    await makeCustomer(bench, 'BERT', { unionid: 'u-bert' })
    await claim('BERT', PHONE)
  })
  afterEach(() => bench.close())

  async function claim(customerId: string, phone: string): Promise<void> {
    await bench.database.sql.transaction(async (tx) => {
      const valueHash = bench.sealer.lookupHash('phone', phone)
      const keys = [{ kind: 'phone' as const, valueHash, customerId, source: 'remark' }]
      const { clashed } = await claimIdentities(tx, { corpId: CORP, keys, now: bench.clock.now() })
      await bench.changes.report(tx, [{ kind: 'keys-clashed', corpId: CORP, customerIds: [...clashed] }])
    })
    await bench.jobs.drain()
  }
  const scopeOf = (staffId: string, ...roles: Scope['roles']): Scope => {
    const unitPaths = roles.includes('manager') ? ['/pudong/'] : []
    return { corpId: CORP, staffId, userid: staffId, app: 'console', roles, unitPaths }
  }
  const admin = scopeOf('HAN', 'advisor', 'manager', 'admin')
  const manager = scopeOf('LI', 'advisor', 'manager')
  const root = (id: string) => rootOf(bench.database.sql, CORP, id)

  it('a pair in conflict is asked, with both sides and the key; who may not see them is not asked', async () => {
    const { items, total } = await listReviews(bench, admin, { state: 'open', limit: 20 })
    expect(total).toBe(1)
    expect(items).toMatchObject([
      { kind: 'conflict', sides: [{ id: 'ANNA' }, { id: 'BERT' }], evidence: { reason: 'two-unionids' } },
    ])
    expect(items[0]?.evidence.keys[0]?.seen).toHaveLength(2)
    expect(await listReviews(bench, manager, { state: 'open', limit: 20 })).toMatchObject({
      items: [],
      total: 0,
    })
    const id = items[0]?.id ?? ''
    await expect(decideReview(bench, manager, { id, verdict: 'same' })).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('merged by a person, they are one; split, they stay two and nobody asks again', async () => {
    const { items } = await listReviews(bench, admin, { state: 'open', limit: 20 })
    const id = items[0]?.id ?? ''
    expect(await decideReview(bench, admin, { id, verdict: 'same' })).toEqual({ id, customerId: 'ANNA' })
    expect(await root('BERT')).toBe('ANNA')
    const merges = await listMerges(bench, admin, { limit: 20 })
    expect(merges.items).toMatchObject([
      { from: { id: 'BERT' }, into: { id: 'ANNA' }, rule: 'person', madeBy: 'HAN', splitAt: null },
    ])
    const of = async (customerId: string) =>
      (await listMerges(bench, admin, { customerId, limit: 20 })).items.map((item) => item.id)
    expect([await of('ANNA'), await of('BERT')]).toEqual(
      ['ANNA', 'BERT'].map(() => merges.items.map((item) => item.id)),
    )
    expect(await of('CARL')).toEqual([])
    await splitByPerson(bench, admin, merges.items[0]?.id ?? '')
    await bench.jobs.drain()
    expect(await root('BERT')).toBe('BERT')
    expect(await listReviews(bench, admin, { state: 'open', limit: 20 })).toMatchObject({ items: [] })
    expect(await bench.database.db.auditEntry.count({ where: { staffId: 'HAN' } })).toBe(2)
  })

  it('put off, it comes again after two weeks; told apart, never', async () => {
    const list = async (state: 'open' | 'later' | 'decided') =>
      (await listReviews(bench, admin, { state, limit: 20 })).items.map((item) => item.id)
    const [id = ''] = await list('open')
    await decideReview(bench, admin, { id, verdict: 'later' })
    expect([await list('open'), await list('later')]).toEqual([[], [id]])
    bench.clock.advance(15 * 24 * 3_600_000)
    expect(await list('open')).toEqual([id])
    await decideReview(bench, admin, { id, verdict: 'different' })
    await claim('BERT', PHONE)
    expect([await list('open'), await list('decided')]).toEqual([[], [id]])
    await expect(decideReview(bench, admin, { id, verdict: 'same' })).rejects.toMatchObject({
      kind: 'conflict',
    })
  })

  it('who comes to the store is found by phone, member number and plate', async () => {
    await importText(bench, file(row({ no: 'A', phone: '13900001234', plate: '沪A12345', model: '澜岳 X3' })))
    for (const text of ['139 0000 1234', 'm1', '沪A·12345'])
      expect([text, (await recognise(bench, admin, text)).people.map((one) => one.customerId)]).toEqual([
        text,
        ['ANNA'],
      ])
    const stranger = await recognise(bench, scopeOf('LI', 'advisor'), '沪A12345')
    expect(stranger).toEqual({
      kind: 'plate',
      people: [],
      elsewhere: [{ unitName: '' }],
      isQuarantined: false,
    })
    expect(await recognise(bench, admin, '沪B99999')).toMatchObject({
      kind: 'plate',
      people: [],
      elsewhere: [],
    })
    const entries = await bench.database.db.auditEntry.findMany({ where: { action: 'recognise' } })
    expect(entries).toHaveLength(5)
    expect(JSON.stringify(entries)).not.toContain('12345')
  })

  it('asking is limited by the hour', async () => {
    for (let n = 0; n < RECOGNITIONS_PER_HOUR; n++) await recognise(bench, admin, '沪B99999')
    await expect(recognise(bench, admin, '沪B99999')).rejects.toMatchObject({ kind: 'limit-reached' })
    bench.clock.advance(3_600_001)
    expect((await recognise(bench, admin, '沪B99999')).people).toEqual([])
  })

  it('two records that are alike are proposed, never merged; decided once, withdrawn when the reason goes', async () => {
    const { database, clock, jobs } = bench
    const told = (customerId: string, field: string, value: string, n = 0) =>
      database.sql.transaction((tx) =>
        recordProfiles(tx, bench, {
          corpId: CORP,
          facts: [{ customerId, field, value, source: 'club', at: new Date(clock.nowMs() + n) }],
        }),
      )
    for (const id of ['CARL', 'CARLA', 'DORA', 'DORIS']) {
      await makeCustomer(bench, id)
      const name = id.startsWith('C') ? '陈思远' : '王小雨'
      await database.db.customer.updateMany({ where: { id }, data: { name } })
    }
    for (const id of ['CARL', 'CARLA', 'DORA', 'DORIS', 'ANNA', 'BERT'])
      await told(id, 'birthday', '1988/5/3')
    for (const id of ['ANNA', 'BERT']) await told(id, 'name', '安娜')
    const look = async () => {
      await jobs.add(database.db, {
        name: 'identity.propose',
        corpId: CORP,
        payload: {},
        key: `${clock.nowMs()}`,
      })
      await jobs.drain()
      clock.advance(1000)
      return (await listReviews(bench, admin, { state: 'open', limit: 20 })).items
    }
    const first = await look()
    const weak = first
      .filter((item) => item.kind === 'weak')
      .sort((a, b) => ((a.sides[0]?.id ?? '') < (b.sides[0]?.id ?? '') ? -1 : 1))
    expect(weak.map((item) => item.sides.map((side) => side.id))).toEqual([
      ['CARL', 'CARLA'],
      ['DORA', 'DORIS'],
    ])
    expect(weak[0]).toMatchObject({
      score: 9,
      evidence: { parts: [{ field: 'birthday', likeness: 1 }, { field: 'name' }] },
    })
    // What a key says of two records is not turned into a likeness.
    expect(first.filter((item) => item.kind === 'conflict')).toHaveLength(1)
    expect(await root('CARLA')).toBe('CARLA')
    await decideReview(bench, admin, { id: weak[0]?.id ?? '', verdict: 'different' })
    await told('DORIS', 'birthday', '1991-01-09', 1)
    expect((await look()).filter((item) => item.kind === 'weak')).toEqual([])
  })
})
