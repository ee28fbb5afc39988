import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Dialect } from '../../server/platform/db/dialect.ts'
import { migrateOn } from '../../server/platform/db/migrate.ts'
import { openForMigration, type MigrationConnection } from '../../server/platform/db/migration-connection.ts'
import {
  migrationsFolder,
  readMigrations,
  type Migration,
} from '../../server/platform/db/migrations-folder.ts'
import { findServer, onServer } from '../support/postgres-server.ts'
import { newPostgresDatabase, newSqliteFile } from '../support/templates.ts'

const server = await findServer()
const ends: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** The next release: a new column, a new table filled from an old one, an index, and on SQLite a table rebuilt. */
const STATEMENTS: Record<Dialect, string[]> = {
  sqlite: [
    `ALTER TABLE "Unit" ADD COLUMN "note" TEXT`,
    `CREATE TABLE "Next" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL)`,
    `INSERT INTO "Next" SELECT "key", "valueJson" FROM "Setting"`,
    `CREATE TABLE "new_Lease" ("name" TEXT NOT NULL PRIMARY KEY, "holder" TEXT NOT NULL, "fence" INTEGER NOT NULL, "expiresAt" DATETIME NOT NULL, "why" TEXT)`,
    `INSERT INTO "new_Lease" ("name", "holder", "fence", "expiresAt") SELECT * FROM "Lease"`,
    `DROP TABLE "Lease"`,
    `ALTER TABLE "new_Lease" RENAME TO "Lease"`,
    `CREATE UNIQUE INDEX "Next_name_key" ON "Next" ("name")`,
  ],
  postgresql: [
    `ALTER TABLE "Unit" ADD COLUMN "note" TEXT`,
    `CREATE TABLE "Next" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL)`,
    `INSERT INTO "Next" SELECT "key", "valueJson" FROM "Setting"`,
    `ALTER TABLE "Lease" ADD COLUMN "why" TEXT`,
    `CREATE UNIQUE INDEX "Next_name_key" ON "Next" ("name")`,
  ],
}
const SETTINGS = `INSERT INTO "Setting" SELECT 'c', 'key ' || i, 'value ' || i, '2026-01-01' FROM`
const LEASE = `INSERT INTO "Lease" VALUES ('a', 'b', 1, '2026-01-01')`

function withNext(dialect: Dialect): Migration[] {
  const sql = `${STATEMENTS[dialect].join(';\n')};`
  return [
    ...readMigrations(migrationsFolder(dialect)),
    { name: '29990101000000_next', sql, checksum: 'next' },
  ]
}

class Killed extends Error {}

/** Runs the next migration statement by statement and is killed behind the nth. */
function killedBehind(
  connection: MigrationConnection,
  n: number,
  kill: () => Promise<void>,
): MigrationConnection {
  return {
    ...connection,
    async script(sql) {
      if (!sql.includes('"Next"')) return connection.script(sql)
      for (const [at, statement] of sql.split(';\n').entries()) {
        if (at === n) {
          await kill()
          throw new Killed()
        }
        await connection.script(statement)
      }
    },
  }
}

async function schemaOf(connection: MigrationConnection): Promise<unknown> {
  const text =
    connection.dialect === 'sqlite'
      ? `SELECT "type", "name", "sql" FROM "sqlite_master" WHERE "name" NOT LIKE 'sqlite%' ORDER BY 1, 2`
      : `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`
  const [next] = await connection.all('SELECT count(*) AS "n" FROM "Next"', [])
  const [lease] = await connection.all('SELECT count(*) AS "n" FROM "Lease"', [])
  return { schema: await connection.all(text, []), rows: [Number(next?.['n']), Number(lease?.['n'])] }
}

describe('P8: a migration that is killed at any of its statements', () => {
  it('finishes when it is run again, and is as if it had never been killed, on SQLite', async () => {
    const { path, remove } = await newSqliteFile()
    ends.push(remove)
    const folder = mkdtempSync(join(tmpdir(), 'liuke-kill-'))
    ends.push(() => rmSync(folder, { recursive: true, force: true }))
    const first = await openForMigration('sqlite', `file:${path}`)
    await first.script(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) ${SETTINGS} n; ${LEASE}`,
    )
    await first.script('PRAGMA wal_checkpoint(TRUNCATE)')
    await first.close()
    const clean = join(folder, 'clean.db')
    copyFileSync(path, clean)
    const finish = async (file: string) => {
      const again = await openForMigration('sqlite', `file:${file}`)
      expect(await migrateOn(again, withNext('sqlite'))).toEqual(['29990101000000_next'])
      const schema = await schemaOf(again)
      await again.close()
      return schema
    }
    const expected = await finish(clean)
    expect(expected).toMatchObject({ rows: [50, 1] })
    for (let n = 0; n <= STATEMENTS.sqlite.length - 1; n += 1) {
      const left = join(folder, `left-${n}.db`)
      // what the disk holds at that moment is all a killed process leaves
      const kill = async () => {
        for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, left + end)
      }
      const connection = await openForMigration('sqlite', `file:${path}`)
      const run = migrateOn(killedBehind(connection, n, kill), withNext('sqlite'))
      await expect(run).rejects.toThrow(Killed)
      await connection.close()
      expect(await finish(left), `killed behind statement ${n}`).toEqual(expected)
    }
  })

  it.skipIf(!server)('and on PostgreSQL', async () => {
    const { url, remove } = await newPostgresDatabase(server ?? '')
    ends.push(remove)
    await onServer(url, `${SETTINGS} generate_series(1, 50) AS i; ${LEASE}`)
    for (let n = 0; n < STATEMENTS.postgresql.length; n += 1) {
      const connection = await openForMigration('postgresql', url)
      // the server notices the lost connection as it does that of a killed process
      const kill = async () => {
        const [row] = await connection.all('SELECT pg_backend_pid() AS "pid"', [])
        await onServer(url, `SELECT pg_terminate_backend(${Number(row?.['pid'])}, 5000)`)
      }
      await expect(migrateOn(killedBehind(connection, n, kill), withNext('postgresql'))).rejects.toThrow(
        Killed,
      )
      await connection.close().catch(() => undefined)
      expect(await onServer(url, `SELECT 1 FROM pg_tables WHERE tablename = 'Next'`)).toEqual([])
    }
    const last = await openForMigration('postgresql', url)
    expect(await migrateOn(last, withNext('postgresql'))).toEqual(['29990101000000_next'])
    expect(await schemaOf(last)).toMatchObject({ rows: [50, 1] })
    await last.close()
  })
})
