import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { Prisma } from '../../../generated/sqlite/client.ts'
import { movableClock } from '../../../server/platform/clock.ts'
import { lockFile } from '../../../server/platform/db/owner-lock.ts'
import { move } from '../../../server/platform/db/move/move.ts'
import { openConnection, type SqliteConnection } from '../../../server/platform/db/sqlite-connection.ts'
import type { SqliteValue } from '../../../server/platform/db/sqlite-values.ts'
import { startChild } from '../../support/child.ts'
import { databaseUrl, findServer, onServer } from '../../support/postgres-server.ts'
import { newPostgresDatabase, newSqliteFile } from '../../support/templates.ts'

// Databases are made and dropped, on a machine that others use as well.
const server = await findServer()
const clock = movableClock('2026-11-22T10:00:00Z')
const ends: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function newSource(): Promise<string> {
  const { path, remove } = await newSqliteFile()
  ends.push(remove)
  return path
}

/** Migrated already, which spares time; one that is empty is migrated by the move. */
async function newTarget(): Promise<string> {
  const { url, remove } = await newPostgresDatabase(server ?? '')
  ends.push(remove)
  return url
}

async function bareTarget(): Promise<string> {
  const name = `liuke_test_${randomUUID().replaceAll('-', '')}`
  await onServer(server ?? '', `CREATE DATABASE "${name}"`)
  ends.push(() => onServer(server ?? '', `DROP DATABASE "${name}" WITH (FORCE)`))
  return databaseUrl(server ?? '', name)
}

async function inside<T>(path: string, act: (connection: SqliteConnection) => Promise<T>): Promise<T> {
  const connection = await openConnection(path, { pragmas: 'PRAGMA foreign_keys=OFF;' })
  try {
    return await act(connection)
  } finally {
    await connection.close()
  }
}

const TEXTS = ['晨曦 🚗 O’Brien "x" \\ \n', '', 'n\0ul']

/** A value of each column's own kind; the nth row differs in every one. */
function valueFor(type: string, { n, isNullable }: { n: number; isNullable: boolean }): SqliteValue {
  if (isNullable && n === 1) return null
  if (type === 'INTEGER' || type === 'BIGINT') return type === 'BIGINT' ? 4_000_000_000_000 + n : n
  if (type === 'BOOLEAN') return n % 2
  if (type === 'REAL') return n + 0.1
  if (type === 'BLOB') return Buffer.from([0, 255, n])
  if (type === 'DATETIME') return `2026-02-0${n + 1}T03:04:05.00${n}+00:00`
  return `${n} ${TEXTS[n % TEXTS.length]}`
}

/** Three rows in every table there is. */
async function fillEveryTable(path: string): Promise<string[]> {
  return inside(path, async (connection) => {
    const tables = await connection.all(
      `SELECT "name" FROM "sqlite_master" WHERE "type" = 'table' AND "name" NOT GLOB '_prisma*' AND "name" NOT GLOB 'sqlite*'`,
      [],
    )
    await connection.script('BEGIN')
    for (const { name } of tables) {
      const columns = await connection.all('SELECT * FROM pragma_table_info(?)', [String(name)])
      for (const n of [0, 1, 2])
        await connection.run(
          `INSERT INTO "${String(name)}" VALUES (${columns.map(() => '?').join(', ')})`,
          columns.map((column) =>
            valueFor(String(column['type']), {
              n,
              isNullable: column['notnull'] === 0 && column['pk'] === 0,
            }),
          ),
        )
    }
    await connection.script('COMMIT')
    return tables.map(({ name }) => String(name)).sort()
  })
}

describe.skipIf(!server)('moving a SQLite company to PostgreSQL', () => {
  it('carries every table of the schema, value for value, and leaves the source marked', async () => {
    const [from, to] = [await newSource(), await bareTarget()]
    const filled = await fillEveryTable(from)
    expect(filled).toEqual(Object.values(Prisma.ModelName).sort())
    const done = await move({ from, to, clock })
    expect(done.tables.map(({ name, rows }) => `${name} ${rows}`)).toEqual(filled.map((name) => `${name} 3`))
    const [blob] = await onServer(to, `SELECT "bytes" FROM "Blob" ORDER BY "byteSize" DESC LIMIT 1`)
    expect(blob?.['bytes']).toEqual(Buffer.from([0, 255, 2]))
    const [corp] = await onServer(
      to,
      `SELECT "name", "createdAt"::text AS "at" FROM "Corp" ORDER BY "agentId" LIMIT 1`,
    )
    expect(corp).toEqual({ name: `0 ${TEXTS[0]}`, at: '2026-02-01 03:04:05' })
    expect(await onServer(to, `SELECT 1 FROM pg_tables WHERE tablename = '_LiukeMove'`)).toEqual([])
    const epochs = await inside(from, (source) =>
      source.all('SELECT "reason" FROM "Epoch" ORDER BY "number" DESC LIMIT 1', []),
    )
    expect(epochs).toEqual([{ reason: 'moved' }])
  })

  it('goes on after it was killed, and is equal all the same', async () => {
    const [from, to] = [await newSource(), await newTarget()]
    await inside(from, (source) =>
      source.script(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
         INSERT INTO "Setting" SELECT 'c' || (i % 7), 'key ' || i, '"value ${'x'.repeat(300)} ' || i || '"', '2026-01-01T00:00:00.000+00:00' FROM n`,
      ),
    )
    const child = startChild(import.meta.url, './move-child.ts', [from, to])
    let line = ''
    while (!/^copy (?!0$)/.test(line)) line = await child.line()
    child.process.kill('SIGKILL')
    await child.ended
    const [left] = await onServer(to, 'SELECT count(*)::int AS "n" FROM "Setting"')
    expect(left?.['n']).toBeGreaterThan(0)
    expect(left?.['n']).toBeLessThan(20_000)
    const seen: number[] = []
    const done = await move({ from, to, clock, onProgress: ({ rows }) => void seen.push(rows) })
    expect(done.resumed).toBe(true)
    expect(seen.find((rows) => rows > 0)).toBeGreaterThanOrEqual(Number(left?.['n']))
    expect(done.tables.find(({ name }) => name === 'Setting')).toMatchObject({ rows: 20_000 })
  })

  it('says which table differs instead of calling it moved', async () => {
    const [from, to] = [await newSource(), await newTarget()]
    await fillEveryTable(from)
    await onServer(
      to,
      `CREATE FUNCTION "spoil"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."name" := 'x'; RETURN NEW; END $$;
       CREATE TRIGGER "spoil" BEFORE INSERT ON "Tag" FOR EACH ROW EXECUTE FUNCTION "spoil"()`,
    )
    await expect(move({ from, to, clock })).rejects.toThrow(/^Not equal after copying: Tag \(3 rows here, 3/)
  })

  it('refuses while the service runs, a target with rows or foreign tables, and a source used in between', async () => {
    const [from, to] = [await newSource(), await newTarget()]
    await onServer(to, 'CREATE TABLE "theirs" ("id" INTEGER)')
    await expect(move({ from, to, clock })).rejects.toThrow('tables that are not ours (theirs)')
    await onServer(to, 'DROP TABLE "theirs"')
    const lock = await lockFile(from)
    await expect(move({ from, to, clock })).rejects.toThrow(`Another Liuke (process ${process.pid})`)
    await lock.release()
    await move({ from, to, clock })
    await onServer(to, `INSERT INTO "Lease" VALUES ('a', 'b', 1, now())`)
    await expect(move({ from, to, clock })).rejects.toThrow('not empty (')
    await onServer(
      to,
      `CREATE TABLE "_LiukeMove" ("table" TEXT, "cursor" TEXT); INSERT INTO "_LiukeMove" VALUES ('', 'another')`,
    )
    await expect(move({ from, to, clock })).rejects.toThrow('--restart')
    expect((await move({ from, to, clock, isRestart: true })).resumed).toBe(false)
  })
})
