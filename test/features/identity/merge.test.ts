import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonKind } from '../../../server/domain/identity/clean-key.ts'
import { claimIdentities } from '../../../server/features/customers/link-identities.ts'
import { rootOf } from '../../../server/features/customers/aliases.ts'
import { identity } from '../../../server/features/identity/index.ts'
import { NO_EVIDENCE } from '../../../server/features/identity/merge/contract.ts'
import { mergeCustomers } from '../../../server/features/identity/merge/merge-customers.ts'
import { splitCustomer } from '../../../server/features/identity/merge/split-customer.ts'
import { MERGED_TABLES } from '../../../server/features/identity/merge/tables.ts'
import { orders } from '../../../server/features/orders/index.ts'
import type { SqlParam } from '../../../server/platform/db/index.ts'
import { eachDialect } from '../../support/database.ts'
import { type Bench, CORP, file, importText, makeCustomer, openBench, row } from '../orders/desk.ts'
import { type ModelField, readModels } from './schema-models.ts'

const models = readModels()

describe('a merge', () => {
  it('knows every table that hangs on a customer', () => {
    const withCustomer = [...models].filter(([, fields]) =>
      fields.some((field) => field.name === 'customerId'),
    )
    expect(MERGED_TABLES.map((one) => one.table).sort()).toEqual(withCustomer.map(([name]) => name).sort())
  })

  it.each(MERGED_TABLES)('tells rows of $table apart by columns it has', ({ table, key, does }) => {
    const names = (models.get(table) ?? []).map((field) => field.name)
    expect(names).toEqual(expect.arrayContaining([...key, ...(does === 'origin' ? ['originId'] : [])]))
  })
})

eachDialect('two records of one person', ({ open }) => {
  let bench: Bench
  beforeEach(async () => {
    bench = await openBench(await open(), [orders, identity])
  })
  afterEach(() => bench.close())

  const sql = () => bench.database.sql
  const merge = (aId: string, bId: string) =>
    sql().transaction((tx) =>
      mergeCustomers(bench, tx, {
        corpId: CORP,
        aId,
        bId,
        rule: 'person',
        evidence: NO_EVIDENCE,
        madeBy: 'HAN',
      }),
    )
  const splitOf = async (fromId: string) => {
    const [found] = await sql().all<{ id: string }>(
      `SELECT "id" FROM "CustomerMerge" WHERE "corpId" = ? AND "fromId" = ? AND "splitAt" IS NULL`,
      [CORP, fromId],
    )
    await sql().transaction((tx) =>
      splitCustomer(bench, tx, { corpId: CORP, mergeId: found?.id ?? '', splitBy: 'HAN', reason: 'person' }),
    )
    await bench.jobs.drain()
  }
  /** As the sync does when a contact of this record, merged or not, brings a key. */
  const claim = (recordId: string, kind: PersonKind, value: string) =>
    sql().transaction(async (tx) => {
      const valueHash = bench.sealer.lookupHash(kind, value)
      const customerId = await rootOf(tx, CORP, recordId)
      const originId = customerId === recordId ? null : recordId
      const keys = [{ kind, valueHash, customerId, originId, source: 'test' }]
      const { clashed } = await claimIdentities(tx, { corpId: CORP, keys, now: bench.clock.now() })
      await bench.changes.report(tx, [{ kind: 'keys-clashed', corpId: CORP, customerIds: [...clashed] }])
    })

  /** Every row that hangs on a customer, but those that are derived, and the customers themselves. */
  async function snapshot(): Promise<Record<string, unknown[]>> {
    const tables = [
      'Customer',
      ...MERGED_TABLES.filter((one) => one.does !== 'derive').map((one) => one.table),
    ]
    const all: Record<string, unknown[]> = {}
    for (const table of tables) {
      const rows = await sql().all<Record<string, unknown>>(`SELECT * FROM "${table}" WHERE "corpId" = ?`, [
        CORP,
      ])
      all[table] = rows.map((row) => JSON.stringify({ ...row, updatedAt: null })).sort()
    }
    return all
  }

  it('go together with everything that hangs on them, and come apart with nothing lost', async () => {
    for (const id of ['ANNA', 'BERT', 'CARL']) {
      await makeCustomer(bench, id, { phone: `+86139${id}`, unionid: `u-${id}` })
      for (const { table, does } of MERGED_TABLES)
        if (does !== 'derive' && table !== 'Identity') await fill(bench, table, id)
    }
    await sql().run(`UPDATE "Customer" SET "search" = LOWER("name")`)
    await sql().run(`UPDATE "Customer" SET "phoneMask" = '139****0000', "gender" = 1 WHERE "id" = 'BERT'`)
    const before = await snapshot()
    await merge('BERT', 'CARL')
    await merge('ANNA', 'BERT')
    await bench.jobs.drain()
    for (const { table, does } of MERGED_TABLES.filter(
      (one) => one.key.length > 0 && (one.does === 'move' || one.does === 'origin'),
    )) {
      const rows = await sql().all<{ customerId: string }>(
        `SELECT "customerId" FROM "${table}" WHERE "corpId" = ?`,
        [CORP],
      )
      expect([table, does, [...new Set(rows.map((one) => one.customerId))]]).toEqual([table, does, ['ANNA']])
    }
    expect(await rootOf(sql(), CORP, 'CARL')).toBe('ANNA')
    expect(await sql().all(`SELECT "phoneMask", "gender" FROM "Customer" WHERE "id" = 'ANNA'`)).toEqual([
      { phoneMask: '139****0000', gender: 1 },
    ])
    // The inner merge is taken apart first: CARL leaves ANNA, BERT stays.
    await splitOf('CARL')
    expect(await rootOf(sql(), CORP, 'BERT')).toBe('ANNA')
    expect(await rootOf(sql(), CORP, 'CARL')).toBe('CARL')
    await splitOf('BERT')
    expect(await snapshot()).toEqual(before)
  })

  it('take the rows they both have apart again, too', async () => {
    for (const id of ['ANNA', 'BERT']) await makeCustomer(bench, id)
    await sql().run(`UPDATE "Customer" SET "search" = LOWER("name")`)
    const at = new Date('2026-01-01T00:00:00Z')
    for (const customerId of ['ANNA', 'BERT'])
      await bench.database.db.actionSnooze.create({
        data: {
          corpId: CORP,
          customerId,
          rule: 'birthday',
          untilOn: '2026-04-01',
          reason: 'later',
          staffId: 'LI',
        },
      })
    await bench.database.db.accessEntry.create({
      data: { corpId: CORP, staffId: 'LI', customerId: 'BERT', slot: 1, at, entry: 'chat' },
    })
    const before = await snapshot()
    await merge('ANNA', 'BERT')
    await splitOf('BERT')
    expect(await snapshot()).toEqual(before)
  })

  it('what came by their keys since the merge goes to each of them', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613900000001' })
    await makeCustomer(bench, 'BERT', { phone: '+8613900000002' })
    await importText(
      bench,
      file(
        row({ no: 'A1', phone: '13900000001' }),
        row({ no: 'B1', phone: '13900000002', plate: '沪A12345' }),
      ),
    )
    await merge('ANNA', 'BERT')
    await importText(
      bench,
      file(
        row({ no: 'A2', phone: '13900000001' }),
        row({ no: 'B2', phone: '13900000002' }),
        row({ no: 'B3', plate: '沪A12345', at: '2026-02-01 10:00' }),
      ),
    )
    const owners = async () => {
      const rows = await bench.database.db.order.findMany({ orderBy: { orderNo: 'asc' } })
      return Object.fromEntries(rows.map((order) => [order.orderNo, order.customerId]))
    }
    expect(new Set(Object.values(await owners()))).toEqual(new Set(['ANNA']))
    expect(await bench.database.db.vehicle.findMany()).toMatchObject([{ customerId: 'ANNA' }])
    await splitOf('BERT')
    expect(await owners()).toEqual({ A1: 'ANNA', A2: 'ANNA', B1: 'BERT', B2: 'BERT', B3: 'BERT' })
    expect(await bench.database.db.vehicle.findMany()).toMatchObject([{ customerId: 'BERT' }])
  })

  it('become one when a second record shows the same phone, with the evidence', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613900000001' })
    await makeCustomer(bench, 'BERT')
    await claim('BERT', 'phone', '+8613900000001')
    await bench.jobs.drain()
    expect(await rootOf(sql(), CORP, 'BERT')).toBe('ANNA')
    const [found] = await bench.database.db.customerMerge.findMany()
    expect(found).toMatchObject({ rule: 'key', fromId: 'BERT', intoId: 'ANNA', madeBy: null })
    expect(JSON.parse(found?.evidenceJson ?? '')).toMatchObject({
      keys: [{ kind: 'phone', seen: [{ recordId: 'ANNA' }, { recordId: 'BERT' }] }],
    })
  })

  it('come apart by themselves when a third shows that the phone is not of one person', async () => {
    await makeCustomer(bench, 'ANNA', { phone: '+8613900000001', unionid: 'u-anna' })
    await makeCustomer(bench, 'BERT')
    await claim('BERT', 'phone', '+8613900000001')
    await bench.jobs.drain()
    await makeCustomer(bench, 'CARL', { unionid: 'u-carl' })
    await claim('CARL', 'phone', '+8613900000001')
    await bench.jobs.drain()
    expect(await rootOf(sql(), CORP, 'BERT')).toBe('BERT')
    const reviews = await bench.database.db.matchReview.findMany({ orderBy: { key: 'asc' } })
    expect(reviews.map((one) => `${one.kind} ${one.aId} ${one.bId} ${one.state}`)).toEqual([
      'conflict ANNA BERT open',
      'conflict ANNA CARL open',
      'conflict BERT CARL open',
    ])
  })

  it('a phone of six people finds nobody until somebody releases it', async () => {
    const people = ['ANNA', 'BERT', 'CARL', 'DORA', 'EMIL', 'FRED']
    for (const id of people) {
      await makeCustomer(bench, id)
      await claim(id, 'phone', '+8613900000001')
      await bench.jobs.drain()
    }
    expect(await bench.database.db.identity.count({ where: { kind: 'phone' } })).toBe(0)
    expect(await bench.database.db.keyQuarantine.findMany()).toMatchObject([{ people: 6, releasedAt: null }])
    for (const id of people) expect(await rootOf(sql(), CORP, id)).toBe(id)
    await importText(bench, file(row({ no: 'A', phone: '13900000001' })))
    expect(await bench.database.db.order.findMany()).toMatchObject([{ customerId: null }])
  })

  it.each(['openid', 'customer_id'] as const)(
    'an %s joins, sets apart and is put aside as a phone',
    async (kind) => {
      await makeCustomer(bench, 'ANNA', { unionid: 'u-anna' })
      await makeCustomer(bench, 'BERT')
      for (const id of ['ANNA', 'BERT']) await claim(id, kind, 'wxa:o-1')
      await bench.jobs.drain()
      expect(await rootOf(sql(), CORP, 'BERT')).toBe('ANNA')
      const [found] = await bench.database.db.customerMerge.findMany()
      expect(JSON.parse(found?.evidenceJson ?? '')).toMatchObject({
        keys: [{ kind, mask: null, seen: [{ recordId: 'ANNA', source: 'test' }, { recordId: 'BERT' }] }],
      })
      await splitOf('BERT')
      expect(await rootOf(sql(), CORP, 'BERT')).toBe('BERT')
      await makeCustomer(bench, 'CARL', { unionid: 'u-carl' })
      await claim('CARL', kind, 'wxa:o-1')
      await bench.jobs.drain()
      expect(await rootOf(sql(), CORP, 'CARL')).toBe('CARL')
      expect(
        await bench.database.db.matchReview.count({ where: { kind: 'conflict', aId: 'ANNA', bId: 'CARL' } }),
      ).toBe(1)
      const crowd = ['DORA', 'EMIL', 'FRED', 'GINA', 'HANS', 'IDA']
      for (const id of crowd) {
        await makeCustomer(bench, id)
        await claim(id, kind, 'wxa:o-2')
        await bench.jobs.drain()
      }
      expect(await bench.database.db.keyQuarantine.findMany()).toMatchObject([{ kind, people: 6 }])
      for (const id of crowd) expect(await rootOf(sql(), CORP, id)).toBe(id)
      // Told once more of a seventh, it stays out of use.
      await makeCustomer(bench, 'JANA')
      await claim('JANA', kind, 'wxa:o-2')
      await bench.jobs.drain()
      expect(await bench.database.db.identity.count({ where: { kind } })).toBe(1)
    },
  )

  it('the order in which records come makes no difference', async () => {
    const shown: [string, PersonKind, string][] = [
      ['ANNA', 'unionid', 'u1'],
      ['ANNA', 'phone', 'p1'],
      ['BERT', 'phone', 'p1'],
      ['BERT', 'phone', 'p2'],
      ['CARL', 'unionid', 'u2'],
      ['CARL', 'phone', 'p2'],
      ['DORA', 'phone', 'p3'],
      ['EMIL', 'phone', 'p3'],
      ['EMIL', 'unionid', 'u3'],
      ['FRED', 'openid', 'wxa:o1'],
      ['GINA', 'openid', 'wxa:o1'],
      ['GINA', 'customer_id', 'crm:1'],
      ['HANS', 'customer_id', 'crm:1'],
      ['IDA', 'customer_id', 'dms:1'],
      ['IDA', 'unionid', 'u4'],
      ['JANA', 'customer_id', 'dms:1'],
      ['JANA', 'unionid', 'u5'],
    ]
    const outcomes = new Set<string>()
    for (const turn of [0, 3, 5, 7, 11, 14]) {
      await wipe()
      const people = [...new Set(shown.map(([id]) => id))]
      for (const id of people) await makeCustomer(bench, id)
      const rotated = [...shown.slice(turn), ...shown.slice(0, turn)]
      for (const [id, kind, value] of turn === 5 ? rotated.reverse() : rotated) {
        await claim(id, kind, value)
        await bench.jobs.drain()
      }
      const roots = []
      for (const id of people) roots.push(await rootOf(sql(), CORP, id))
      outcomes.add(roots.join())
    }
    expect([...outcomes]).toEqual(['ANNA,BERT,CARL,DORA,DORA,FRED,FRED,FRED,IDA,JANA'])
  })

  async function wipe(): Promise<void> {
    for (const table of [
      'Customer',
      'Identity',
      'IdentityClash',
      'CustomerMerge',
      'MergedRow',
      'MatchReview',
    ])
      await sql().run(`DELETE FROM "${table}"`)
  }
})

/** One row of a customer in a table, with every column filled by its type. */
async function fill(bench: Bench, table: string, customerId: string): Promise<void> {
  const fields = models.get(table) ?? []
  const cells = Object.fromEntries(fields.map((field) => [field.name, valueOf(table, field, customerId)]))
  const names = Object.keys(cells)
  await bench.database.sql.run(
    `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    Object.values(cells),
  )
}

function valueOf(table: string, { name, type, isOptional }: ModelField, customerId: string): SqlParam {
  if (name === 'corpId') return CORP
  if (name === 'customerId') return customerId
  // Without keys an order is nobody's to find again, and a car without a plate stays as it is.
  if (isOptional && (table === 'Order' || /Hash|Json|originId/.test(name))) return null
  if (name === 'status') return 'done'
  if (name === 'kind' && table === 'Order') return 'visit'
  if (name === 'kind' && table === 'TimelineEvent') return 'note'
  if (name === 'isCurrent') return true
  switch (type) {
    case 'DateTime':
      return new Date('2026-01-01T00:00:00Z')
    case 'Int':
    case 'BigInt':
    case 'Float':
      return 1
    case 'Boolean':
      return false
    default:
      return name.endsWith('Json') ? '{}' : `${name}-${customerId}`
  }
}
