import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { DatabaseError } from '../../../server/platform/db/database-error.ts'
import type { Database } from '../../../server/platform/db/index.ts'
import { openSqliteFile, type SqliteFile } from '../../../server/platform/db/sqlite-file.ts'
import { toSqlite } from '../../../server/platform/db/sqlite-values.ts'
import { openTestSqlite } from '../../support/database.ts'

const ends: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function newDatabase(): Promise<Database> {
  const database = await openTestSqlite()
  ends.push(() => database.close())
  return database
}

async function newFile(
  options: { busyTimeoutMs?: number } = {},
): Promise<{ file: SqliteFile; again(): Promise<SqliteFile> }> {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-file-'))
  ends.push(() => rmSync(folder, { recursive: true, force: true }))
  const again = async () => {
    const file = await openSqliteFile(`file:${folder}/a.db`, options)
    ends.push(() => file.close())
    return file
  }
  return { file: await again(), again }
}

const corp = (corpId: string) => ({
  corpId,
  name: corpId,
  agentId: 1,
  secretsSealed: '',
  createdAt: new Date(0),
  updatedAt: new Date(0),
})
const rfm = (customerId: string, monetaryFen: bigint) => ({
  corpId: 'c',
  customerId,
  lastVisitOn: '',
  frequency: 1,
  monetaryFen,
  recencyScore: 1,
  frequencyScore: 1,
  monetaryScore: 1,
  code: 111,
  thresholdVersion: '',
  asOf: '',
})

describe('The SQLite adapter', () => {
  it('keeps whole numbers up to 2^53 exact and refuses larger ones, in and out', async () => {
    const { db, sql } = await newDatabase()
    const exact = BigInt(Number.MAX_SAFE_INTEGER)
    await db.rfm.create({ data: rfm('a', exact) })
    await db.rfm.create({ data: rfm('b', -exact) })
    expect((await db.rfm.findMany({ orderBy: { customerId: 'asc' } })).map((row) => row.monetaryFen)).toEqual(
      [exact, -exact],
    )
    await expect(db.rfm.create({ data: rfm('c', exact + 1n) })).rejects.toThrow('2^53')
    await expect(sql.run('UPDATE "Rfm" SET "monetaryFen" = ?', [exact + 1n])).rejects.toThrow('2^53')
    await sql.run('UPDATE "Rfm" SET "monetaryFen" = 9007199254740993')
    await expect(db.rfm.findFirst()).rejects.toThrow('2^53')
  })

  it('refuses values that the driver would bind as something else', () => {
    expect(() => toSqlite(undefined)).toThrow('undefined')
    expect(() => toSqlite({ a: 1 })).toThrow('object')
    expect(() => toSqlite(Number.NaN)).toThrow('NaN')
    expect(() => toSqlite(2 ** 53)).toThrow('2^53')
    expect([toSqlite(true), toSqlite(7n), toSqlite(1e300), toSqlite(new Date(0))]).toEqual([
      1,
      7,
      1e300,
      '1970-01-01T00:00:00.000+00:00',
    ])
  })

  it('keeps every type of the schema, and null', async () => {
    const { db } = await newDatabase()
    const bytes = Uint8Array.from([0, 1, 255])
    await db.blob.create({
      data: { corpId: 'c', hash: 'h', contentType: 'x', byteSize: 3, bytes, createdAt: new Date(1.5) },
    })
    expect(Uint8Array.from((await db.blob.findFirstOrThrow()).bytes)).toEqual(bytes)
    const group = {
      corpId: 'c',
      groupId: '1',
      name: '组\u0001"\'',
      sortOrder: 2,
      digest: '',
      deletedAt: null,
    }
    await db.tagGroup.createMany({
      data: [group, { ...group, groupId: '2', sortOrder: 2.5, deletedAt: new Date(86_400_000) }],
    })
    const rows = await db.tagGroup.findMany({ orderBy: { groupId: 'asc' } })
    expect(rows).toEqual([group, { ...group, groupId: '2', sortOrder: 2.5, deletedAt: new Date(86_400_000) }])
    expect(await db.tagGroup.aggregate({ _sum: { sortOrder: true }, _count: true })).toEqual({
      _sum: { sortOrder: 4.5 },
      _count: 2,
    })
    expect(await db.tagGroup.findMany({ where: { deletedAt: { gt: new Date(0) } } })).toHaveLength(1)
  })

  it('gives Prisma’s own codes for broken rules', async () => {
    const { db, sql } = await newDatabase()
    await db.corp.create({ data: corp('a') })
    await expect(db.corp.create({ data: corp('a') })).rejects.toMatchObject({ code: 'P2002' })
    await expect(db.corp.update({ where: { corpId: 'none' }, data: { name: '' } })).rejects.toMatchObject({
      code: 'P2025',
    })
    await expect(sql.run(`UPDATE "Corp" SET "name" = NULL`)).rejects.toMatchObject({ kind: 'missing-value' })
  })

  it('rejects wrong statements instead of throwing out of the driver, also many at once', async () => {
    const { file } = await newFile()
    const wrong = Array.from({ length: 20 }, (_, n) => file.read(`SELECT nothing${n % 3} FROM nowhere`, []))
    for (const result of await Promise.allSettled(wrong)) expect(result.status).toBe('rejected')
    await expect(file.write('INSERT INTO nowhere VALUES (1)', [])).rejects.toBeInstanceOf(DatabaseError)
    expect(await file.read('SELECT 1 AS one', [])).toEqual([{ one: 1 }])
  })

  it('keeps more statements than its cache holds apart', async () => {
    const { file } = await newFile()
    const answers = await Promise.all(
      Array.from({ length: 700 }, (_, n) => file.read(`SELECT ${n} AS n`, [])),
    )
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 700 }, (_, n) => n))
  })

  it('runs transactions one after the other and keeps what is written beside one that rolls back', async () => {
    const { db } = await newDatabase()
    const failing = db.$transaction(async (tx) => {
      await tx.corp.create({ data: corp('inside') })
      await new Promise((next) => setTimeout(next, 40))
      throw new Error('stop')
    })
    const beside = [
      db.corp.create({ data: corp('b1') }),
      db.$transaction([db.corp.create({ data: corp('b2') })]),
    ]
    await expect(failing).rejects.toThrow('stop')
    await Promise.all(beside)
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        db.$transaction(async (tx) => {
          const count = await tx.corp.count()
          await tx.corp.update({
            where: { corpId: 'b1' },
            data: { agentId: { increment: 1 }, name: `${count} ${n}` },
          })
        }),
      ),
    )
    const rows = await db.corp.findMany({ orderBy: { corpId: 'asc' } })
    expect(rows.map((row) => [row.corpId, row.agentId])).toEqual([
      ['b1', 21],
      ['b2', 1],
    ])
  })

  it('does not show what a transaction has not committed', async () => {
    const { db } = await newDatabase()
    await db.$transaction(async (tx) => {
      await tx.corp.create({ data: corp('a') })
      expect(await tx.corp.count()).toBe(1)
      expect(await db.corp.count()).toBe(0)
    })
    expect(await db.corp.count()).toBe(1)
  })

  it('gives the lock back when a transaction waits too long, runs too long or fails', async () => {
    const { db } = await newDatabase()
    const slow = db.$transaction(() => new Promise((next) => setTimeout(next, 300)))
    await expect(db.$transaction(async (tx) => tx.corp.count(), { maxWait: 50 })).rejects.toMatchObject({
      code: 'P2028',
    })
    await slow
    const tooLong = db.$transaction(
      async (tx) => {
        await new Promise((next) => setTimeout(next, 200))
        await tx.corp.create({ data: corp('late') })
      },
      { timeout: 50 },
    )
    await expect(tooLong).rejects.toMatchObject({ code: 'P2028' })
    await db.corp.create({ data: corp('after') })
    expect(await db.corp.findMany({ select: { corpId: true } })).toEqual([{ corpId: 'after' }])
  })

  it('refuses isolation levels that SQLite does not have', async () => {
    const { db } = await newDatabase()
    await expect(
      db.$transaction(async (tx) => tx.corp.count(), { isolationLevel: 'Serializable' }),
    ).resolves.toBe(0)
    const level = 'ReadCommitted' as 'Serializable'
    await expect(db.$transaction(async (tx) => tx.corp.count(), { isolationLevel: level })).rejects.toThrow(
      /READ COMMITTED/,
    )
    await expect(db.corp.count()).resolves.toBe(0)
  })

  it('says clearly that another program holds the file, and goes on when it is done', async () => {
    const { file, again } = await newFile({ busyTimeoutMs: 50 })
    await file.script('CREATE TABLE t (a)')
    const other = await again()
    const held = await other.begin()
    const busy = await file.write('INSERT INTO t VALUES (1)', []).catch((error: unknown) => error)
    expect(busy).toMatchObject({ kind: 'busy', code: 'SQLITE_BUSY' })
    expect(String(busy)).toContain('another program is writing')
    await held.rollback()
    expect(await file.write('INSERT INTO t VALUES (1)', [])).toBe(1)
  })

  it('forces each commit to disk, and lets readers neither write nor wait', async () => {
    const { file } = await newFile()
    const held = await file.begin()
    expect(await held.all('PRAGMA synchronous', [])).toEqual([{ synchronous: 2 }])
    expect(await held.all('PRAGMA foreign_keys', [])).toEqual([{ foreign_keys: 1 }])
    expect(await file.read('SELECT 1 AS one', [])).toEqual([{ one: 1 }])
    await expect(file.read('CREATE TABLE t (a)', [])).rejects.toThrow('readonly')
    await held.rollback()
  })
})
