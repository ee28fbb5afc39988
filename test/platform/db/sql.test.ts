import { expect, it } from 'vitest'
import { DatabaseError, isUniqueViolation } from '../../../server/platform/db/database-error.ts'
import {
  jsonFlag,
  jsonNested,
  jsonObject,
  jsonRows,
  jsonTime,
  inTextList,
} from '../../../server/platform/db/json-sql.ts'
import { postgresTime, toPostgres } from '../../../server/platform/db/postgres-values.ts'
import { sqlIn } from '../../../server/platform/db/prisma-sql.ts'
import { rowFlag, rowTime } from '../../../server/platform/db/row-values.ts'
import { numberPlaceholders, type SqlTx } from '../../../server/platform/db/sql.ts'
import { eachDialect } from '../../support/database.ts'

const AT = new Date('2026-11-22T03:04:05.600Z')

function insertUnit(tx: SqlTx, id: string, lostAt: Date | null = null): Promise<number> {
  return tx.run(
    `INSERT INTO "Unit" ("corpId","id","departmentId","name","kind","path","sortOrder","lostAt","digest")
     VALUES (?,?,?,?,?,?,?,?,?)`,
    ['c', id, Number(id), '浦东店', 'store', '/', 1.5, lostAt, 'd'],
  )
}

it('numbers placeholders but leaves question marks in text, names and comments alone', () => {
  expect(numberPlaceholders(`SELECT '?''?', "a?" -- ?\n/* ? */ WHERE x = ? AND y = ?`)).toBe(
    `SELECT '?''?', "a?" -- ?\n/* ? */ WHERE x = $1 AND y = $2`,
  )
})

it('binds and reads times of PostgreSQL in UTC, whatever the time zone of the machine', () => {
  expect(toPostgres(AT)).toBe('2026-11-22T03:04:05.600')
  expect(postgresTime('2026-11-22 03:04:05.6')).toBe('2026-11-22T03:04:05.600+00:00')
  expect(postgresTime('2026-11-22 03:04:05')).toBe('2026-11-22T03:04:05.000+00:00')
})

eachDialect('Raw SQL', ({ open, isConcurrent }) => {
  it('gives values in one form whichever database they come from', async () => {
    const { sql, db } = await open()
    await insertUnit(sql, '1', AT)
    await db.staffUnit.create({ data: { corpId: 'c', staffId: 's', unitId: '1', isLeader: true } })
    const [row] = await sql.all<{ lostAt: string; sortOrder: number; isLeader: number; total: number }>(
      `SELECT u."lostAt", u."sortOrder", s."isLeader", (SELECT count(*) FROM "Unit") AS total
       FROM "Unit" u JOIN "StaffUnit" s ON s."unitId" = u."id" WHERE u."lostAt" = ? AND s."isLeader" = ?`,
      [AT, true],
    )
    expect(row).toEqual({ lostAt: '2026-11-22T03:04:05.600+00:00', sortOrder: 1.5, isLeader: 1, total: 1 })
    expect(rowTime(row?.lostAt)).toEqual(AT)
    expect(rowFlag(row?.isLeader)).toBe(true)
  })

  it('reads a time written raw through the client and the other way round', async () => {
    const { sql, db } = await open()
    await insertUnit(sql, '1', AT)
    expect((await db.unit.findFirst())?.lostAt).toEqual(AT)
    await db.unit.updateMany({ data: { lostAt: new Date(AT.getTime() + 1) } })
    const rows = await sql.all(`SELECT "id" FROM "Unit" WHERE "lostAt" > ?`, [AT])
    expect(rows).toHaveLength(1)
  })

  it('sees a write as soon as it has been awaited', async () => {
    const { sql } = await open()
    for (let n = 1; n <= 30; n += 1) {
      await insertUnit(sql, String(n))
      expect(await sql.all('SELECT "id" FROM "Unit"')).toHaveLength(n)
    }
  })

  it('keeps nothing of a transaction that throws', async () => {
    const { sql } = await open()
    const failing = sql.transaction(async (tx) => {
      await insertUnit(tx, '1')
      expect(await tx.all('SELECT 1 FROM "Unit"')).toHaveLength(1)
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await sql.all('SELECT 1 FROM "Unit"')).toEqual([])
  })

  it.runIf(isConcurrent)('keeps what others wrote while a transaction rolls back', async () => {
    const { sql, db } = await open()
    const others: Promise<unknown>[] = []
    const failing = sql.transaction(async (tx) => {
      await insertUnit(tx, '1')
      void others.push(insertUnit(sql, '2'), insertUnit(sql, '3'))
      await new Promise((next) => setTimeout(next, 30))
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    await Promise.all(others)
    expect((await db.unit.findMany({ orderBy: { id: 'asc' } })).map((unit) => unit.id)).toEqual(['2', '3'])
  })

  it.runIf(isConcurrent)(
    'runs a statement nobody waited for inside its transaction, or refuses it',
    async () => {
      const { sql } = await open()
      const late: Promise<number>[] = []
      let ended: SqlTx | undefined
      const failing = sql.transaction(async (tx) => {
        for (let n = 1; n <= 20; n += 1) late.push(insertUnit(tx, String(n)))
        ended = tx
        throw new Error('stop')
      })
      await expect(failing).rejects.toThrow('stop')
      await Promise.allSettled(late)
      const tooLate = ended ? insertUnit(ended, '99') : Promise.resolve()
      await expect(tooLate).rejects.toMatchObject({ code: 'LIUKE_ENDED' })
      expect(await sql.all('SELECT 1 FROM "Unit"')).toEqual([])
    },
  )

  it('gives rows back from a writing statement', async () => {
    const { sql } = await open()
    await insertUnit(sql, '1')
    const rows = await sql.all(`UPDATE "Unit" SET "name" = ? WHERE "id" = ? RETURNING "id", "name"`, [
      '徐汇店',
      '1',
    ])
    expect(rows).toEqual([{ id: '1', name: '徐汇店' }])
    expect(await sql.all(`SELECT "name" FROM "Unit"`)).toEqual([{ name: '徐汇店' }])
  })

  it('names a second row with one key, from raw SQL and from the client', async () => {
    const { sql, db } = await open()
    await insertUnit(sql, '1')
    const raw = await insertUnit(sql, '1').catch((error: unknown) => error)
    expect(raw).toBeInstanceOf(DatabaseError)
    expect(isUniqueViolation(raw)).toBe(true)
    const data = {
      corpId: 'c',
      id: '1',
      departmentId: 9,
      name: '',
      kind: '',
      path: '',
      sortOrder: 1,
      digest: '',
    }
    const typed = await db.unit.create({ data }).catch((error: unknown) => error)
    expect(isUniqueViolation(typed)).toBe(true)
    expect(isUniqueViolation(new Error('other'))).toBe(false)
  })

  it('rejects a statement that is wrong, and goes on', async () => {
    const { sql } = await open()
    await expect(sql.all('SELECT nothing FROM nowhere')).rejects.toBeInstanceOf(DatabaseError)
    await expect(sql.run('UPDATE nowhere SET x = 1')).rejects.toBeInstanceOf(DatabaseError)
    expect(await sql.all('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('works inside a transaction of the client, with the same values', async () => {
    const { db, sql } = await open()
    const failing = db.$transaction(async (tx) => {
      const raw = sqlIn(tx)
      expect(await insertUnit(raw, '1', AT)).toBe(1)
      expect(await raw.all(`SELECT "lostAt", count(*) AS total FROM "Unit" GROUP BY "lostAt"`)).toEqual([
        { lostAt: '2026-11-22T03:04:05.600+00:00', total: 1 },
      ])
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await sql.all('SELECT 1 FROM "Unit"')).toEqual([])
  })

  it('builds the same JSON on both databases', async () => {
    const { sql } = await open()
    await insertUnit(sql, '2', AT)
    await insertUnit(sql, '1')
    const d = sql.dialect
    const unit = jsonObject(d, {
      id: 'u."id"',
      at: jsonTime(d, 'u."lostAt"'),
      isLost: jsonFlag(d, 'u."lostAt" IS NOT NULL'),
    })
    const list = jsonNested(d, `SELECT ${jsonRows(d, unit, 'u."id"')} FROM "Unit" u`)
    const none = jsonNested(d, `SELECT ${jsonRows(d, unit)} FROM "Unit" u WHERE u."id" = '9'`)
    const [row] = await sql.all<{ body: string }>(
      `SELECT ${jsonObject(d, { "it's": '1', list, none })} AS body FROM "Unit" WHERE ${inTextList(d, '"id"')} LIMIT 1`,
      [JSON.stringify(['1', '7'])],
    )
    expect(JSON.parse(row?.body ?? '')).toEqual({
      "it's": 1,
      list: [
        { id: '1', at: null, isLost: false },
        { id: '2', at: '2026-11-22T03:04:05.600+00:00', isLost: true },
      ],
      none: [],
    })
  })
})

eachDialect('A statement that gives rows nobody reads', ({ open }) => {
  it('does not stand in the way of the transactions after it', async () => {
    const { sql } = await open()
    expect(await insertUnit(sql, '1')).toBe(1)
    expect(await sql.run(`UPDATE "Unit" SET "name" = ? RETURNING "id"`, ['x'])).toBe(1)
    await sql.transaction((tx) => insertUnit(tx, '2'))
    expect(await sql.all('SELECT "id" FROM "Unit" ORDER BY "id"')).toHaveLength(2)
  })
})
