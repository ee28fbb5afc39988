import { afterEach, expect, it } from 'vitest'
import { openTestSqlite, type TestDatabase } from '../../support/database.ts'

const ROWS = 12_000
const opened: TestDatabase[] = []

afterEach(async () => {
  for (const database of opened.splice(0)) await database.close()
})

/** A company whose settings are many, written by a connection that never asked for them. */
async function openFull(): Promise<TestDatabase> {
  const database = await openTestSqlite()
  opened.push(database)
  await database.sql.run(
    `INSERT INTO "Setting" ("corpId", "key", "valueJson", "updatedAt")
     WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
     SELECT 'c', 'key' || n, '{}', 0 FROM n`,
    [ROWS],
  )
  return database
}

async function rowsKnownOf({ sql }: TestDatabase, table: string): Promise<number> {
  const [row] = await sql.all<{ stat: string }>('SELECT stat FROM sqlite_stat1 WHERE tbl = ? LIMIT 1', [
    table,
  ])
  return Number.parseInt(row?.stat ?? '0', 10)
}

it('believes what it counted of a large table, and takes a small one for large', async () => {
  const database = await openFull()
  await database.optimize()
  expect(await rowsKnownOf(database, 'Setting')).toBe(ROWS)
  expect(await rowsKnownOf(database, 'Contact')).toBe(1_000_000)
})

it('finds orders by a plate although most have none, and so it was counted', async () => {
  const database = await openTestSqlite()
  opened.push(database)
  const { sql } = database
  await sql.run(
    `INSERT INTO "Order" ("corpId", "orderNo", "kind", "status", "paidFen", "refundedFen", "orderedAt", "orderedOn",
       "title", "digest", "importId", "updatedAt")
     WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?)
     SELECT 'c', 'o' || n, 'service', 'done', 1, 0, 0, '2026-01-01', 't', 'd', 'i', 0 FROM n`,
    [ROWS],
  )
  await database.optimize()
  expect(await rowsKnownOf(database, 'Order')).toBe(ROWS)
  const plan = await sql.all<{ detail: string }>(
    `EXPLAIN QUERY PLAN SELECT v."id", MAX(o."odometerKm") FROM "Vehicle" v CROSS JOIN "Order" o
     WHERE v."corpId" = 'c' AND v."id" IN (SELECT value FROM json_each('[]')) AND o."corpId" = v."corpId"
       AND o."plateHash" = v."plateHash" GROUP BY v."id"`,
  )
  expect(plan.map((step) => step.detail).join('\n')).toContain('plateHash=?')
  const known = () => sql.all('SELECT idx, stat FROM sqlite_stat1 ORDER BY idx')
  const before = await known()
  await database.optimize()
  expect(await known()).toEqual(before)
})

it('answers readers while it is asked for twice at once', async () => {
  const database = await openFull()
  const count = () => database.sql.all<{ n: number }>('SELECT COUNT(*) AS n FROM "Setting"', [])
  const reads = Array.from({ length: 200 }, count)
  await Promise.all([database.optimize(), database.optimize(), ...reads])
  for (const [row] of await Promise.all(reads)) expect(row?.n).toBe(ROWS)
  expect((await count())[0]?.n).toBe(ROWS)
})

it('ends before the database closes', async () => {
  const database = await openFull()
  await database.optimize()
  await database.sql.run('DELETE FROM "Setting"', [])
  const last = database.optimize()
  await opened.pop()?.close()
  await expect(last).resolves.toBeUndefined()
})
