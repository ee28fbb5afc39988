import { expect, it } from 'vitest'
import { BadCursor, keyset, pageOf } from '../../../server/platform/db/keyset.ts'
import type { Sql } from '../../../server/platform/db/sql.ts'
import { eachDialect } from '../../support/database.ts'

interface Row {
  customerId: string
  at: string
  id: string
}

async function readPage(
  sql: Sql,
  { cursor, direction }: { cursor?: string | null; direction: 'asc' | 'desc' },
) {
  const page = keyset({ by: ['"at"', '"id"'], direction, cursor, limit: 4 })
  const rows = await sql.all<Row>(
    `SELECT "at", "id" FROM "AuditEntry" WHERE "corpId" = ? AND ${page.where} ORDER BY ${page.orderBy} LIMIT ${page.take}`,
    ['c', ...page.params],
  )
  return pageOf(rows, { columns: ['at', 'id'], limit: 4 })
}

eachDialect('Keyset paging', ({ open }) => {
  it('visits every row once in either direction, also with equal times and rows that arrive meanwhile', async () => {
    const { sql, db } = await open()
    const entry = (n: number, at: number) => ({
      corpId: 'c',
      id: `e${String(n).padStart(2, '0')}`,
      at: new Date(at),
      staffId: 's',
      action: 'a',
      objectKind: 'k',
      objectId: 'o',
      detailJson: '{}',
    })
    await db.auditEntry.createMany({
      data: Array.from({ length: 13 }, (_, n) => entry(n, 1000 * Math.floor(n / 5))),
    })
    for (const direction of ['asc', 'desc'] as const) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page: Awaited<ReturnType<typeof readPage>> = await readPage(sql, { cursor, direction })
        seen.push(...page.items.map((row) => row.id))
        cursor = page.nextCursor
        if (seen.length === 4 && direction === 'desc')
          await db.auditEntry.create({ data: entry(99, 9_000_000) })
      } while (cursor)
      expect(seen).toEqual(direction === 'asc' ? [...seen].sort() : [...seen].sort().reverse())
      expect(seen).toHaveLength(13)
    }
  })
})

it('refuses cursors that are not its own', () => {
  const read = (cursor: string) => () => keyset({ by: ['a', 'b'], direction: 'asc', cursor, limit: 1 })
  const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const cursor of ['x', made({}), made(['one']), made(['one', null]), made([{ a: 1 }, 2])])
    expect(read(cursor)).toThrow(BadCursor)
  expect(read(made(['one', 2]))().params).toEqual(['one', 2])
})
