import sqlite3 from 'sqlite3'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { UploadedImport } from '../../server/features/orders/contract.ts'
import type { CustomerPanel } from '../../server/features/panel/contract.ts'
import { openTestSqlite, type TestDatabase } from '../support/database.ts'
import type { TestService } from '../support/service.ts'
import { read, seenAfter, send } from './ask.ts'
import { customersOf, startStory } from './story.ts'

// A company grows from nothing, and SQLite plans by what it knows of its tables. What is asked for some customers must
// never read all of them: it would pass every test and take the square of the time in a large company.

const asked = new Set<string>()
const hear = sqlite3.Database.prototype.prepare
let service: TestService

beforeAll(async () => {
  vi.spyOn(sqlite3.Database.prototype, 'prepare').mockImplementation(function (
    this: sqlite3.Database,
    ...given: Parameters<typeof hear>
  ) {
    asked.add(given[0])
    return hear.apply(this, given)
  })
  service = await startStory({ open: openTestSqlite })
})
afterAll(async () => {
  vi.restoreAllMocks()
  await service.close()
})

/** With a list of what is asked for; "everybody but these" has to look at everybody. */
const isForSome = (sql: string): boolean =>
  /jsonb?_each\(\?\)/.test(sql) && !/^\s*(INSERT|EXPLAIN)\b/.test(sql) && !/NOT "\w+" IN/.test(sql)
const readsAll = (detail: string): boolean =>
  /\(corpId=\?\)$|\(corpId=\?\) LEFT-JOIN$|AUTOMATIC/.test(detail) ||
  /^SCAN (?!jsonb?_each|k$|\(subquery|i$|page$)/.test(detail)

async function wholeReads({ sql: on }: TestDatabase): Promise<string[]> {
  const found: string[] = []
  for (const sql of [...asked].filter(isForSome)) {
    const params = Array.from({ length: sql.split('?').length - 1 }, () => null)
    const plan = await on.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params)
    const wrong = plan.map((step) => step.detail).filter(readsAll)
    if (wrong.length > 0) found.push([sql.replace(/\s+/g, ' '), ...wrong].join('\n  '))
  }
  return found
}

const ORDERS = `订单号,下单时间,类型,金额,退款,状态,门店,项目,手机号,姓名,车牌,车型,会员号,里程
A1,2026-01-10 10:00,保养,680.00,0,已完成,浦东店,常规保养,13800006721,林晓雨,沪AD12345,S7,M1,9000`

async function importOrders(): Promise<void> {
  const admin = await service.signIn('hanyue')
  const { run, suggestedMapping: mapping } = await send<UploadedImport>(
    admin,
    'POST',
    '/imports?kind=orders&fileName=orders.csv',
    Buffer.from(ORDERS),
  )
  await send(admin, 'POST', `/imports/${run.id}/start`, { mapping, isDryRun: false })
  await service.deps.jobs.drain()
  const { run: ended } = await read<UploadedImport>(admin, `/imports/${run.id}`)
  expect(ended).toMatchObject({ state: 'done', linkedRows: 1 })
}

async function editRemark(): Promise<void> {
  const lina = await service.signIn('lina', 'chat')
  const [externalUserid = ''] = customersOf(service, 'lina')
  service.simulator.actions('edit-contact', {
    userid: 'lina',
    externalUserid,
    remark: '林姐',
    remarkMobiles: ['13800006721'],
  })
  const panel = () => read<CustomerPanel>(lina, `/panel/contacts/${externalUserid}`)
  await seenAfter(async () => (await panel()).follow?.remark === '林姐')
  await service.deps.jobs.drain()
}

it('what is asked for some customers reads no company whole, when nothing has been counted and after', async () => {
  await editRemark()
  await importOrders()
  await service.sync()
  expect(asked.size).toBeGreaterThan(250)
  expect(await wholeReads(service.database)).toEqual([])
  const fresh = await openTestSqlite()
  expect(await wholeReads(fresh)).toEqual([])
  await fresh.close()
})
