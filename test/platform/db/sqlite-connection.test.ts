import sqlite3 from 'sqlite3'
import { afterEach, expect, it, vi } from 'vitest'
import { openConnection } from '../../../server/platform/db/sqlite-connection.ts'

afterEach(() => void vi.restoreAllMocks())

const LONG =
  'WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000000) SELECT MAX(n) AS n FROM n'
const MORE_THAN_CACHED = 300

it('lets go of old statements only when nothing of the connection is running', async () => {
  const connection = await openConnection(':memory:', { pragmas: '' })
  const running: number[] = []
  const finalize = sqlite3.Statement.prototype.finalize
  vi.spyOn(sqlite3.Statement.prototype, 'finalize').mockImplementation(function (
    this: sqlite3.Statement,
    ...given: Parameters<typeof finalize>
  ) {
    running.push(connection.pending)
    return finalize.apply(this, given)
  })
  const long = connection.all(LONG, [])
  const short = Array.from({ length: MORE_THAN_CACHED }, (_, n) => connection.all(`SELECT ${n} AS n`, []))
  expect((await long)[0]?.['n']).toBe(3_000_000)
  expect((await Promise.all(short)).map(([row]) => row?.['n'])).toEqual(short.map((_, n) => n))
  expect(running).toHaveLength(101)
  expect(new Set(running)).toEqual(new Set([0]))
  await connection.close()
})
