import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { migrate, migrateOn } from '../../../server/platform/db/migrate.ts'
import { openForMigration } from '../../../server/platform/db/migration-connection.ts'
import {
  migrationsFolder,
  packageRoot,
  readMigrations,
} from '../../../server/platform/db/migrations-folder.ts'
import { openSqliteFile } from '../../../server/platform/db/sqlite-file.ts'
import { startChild } from '../../support/child.ts'
import { databaseUrl, findServer, onServer } from '../../support/postgres-server.ts'

const server = await findServer()
const ends: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A folder of migrations that a test may spoil. */
function newFolder(dialect: 'sqlite' | 'postgresql') {
  const root = mkdtempSync(join(tmpdir(), 'liuke-migrate-'))
  ends.push(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, 'migrations')
  cpSync(migrationsFolder(dialect), folder, { recursive: true })
  const add = (name: string, sql: string) => {
    mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, name, 'migration.sql'), sql)
  }
  return { root, folder, add }
}

async function newUrl(dialect: 'sqlite' | 'postgresql', root: string): Promise<string> {
  if (dialect === 'sqlite') return `file:${root}/a.db`
  const name = `liuke_test_${root.slice(-6).toLowerCase()}`
  await onServer(server ?? '', `CREATE DATABASE "${name}"`)
  ends.push(() => onServer(server ?? '', `DROP DATABASE "${name}" WITH (FORCE)`))
  return databaseUrl(server ?? '', name)
}

async function read(url: string, sql: string): Promise<Record<string, unknown>[]> {
  if (url.startsWith('postgres')) return onServer(url, sql)
  const file = await openSqliteFile(url)
  try {
    return await file.read(sql, [])
  } finally {
    await file.close()
  }
}

const dialects = server ? (['sqlite', 'postgresql'] as const) : (['sqlite'] as const)

it('are done anew when they and an older program waited for each other, and not for ever', async () => {
  const { root } = newFolder('sqlite')
  const connection = await openForMigration('sqlite', `file:${root}/a.db`)
  ends.push(() => connection.close())
  const own = { name: '29990101000000_own', sql: 'CREATE TABLE "Own" ("id" TEXT);', checksum: 'own' }
  let broken = 0
  const deadlocksLeft = (count: number) => ({
    ...connection,
    async script(sql: string) {
      await connection.script(sql)
      if (sql !== own.sql || broken >= count) return
      broken += 1
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    },
  })
  await expect(migrateOn(deadlocksLeft(5), [own])).rejects.toThrow('deadlock detected')
  broken = 0
  expect(await migrateOn(deadlocksLeft(2), [own])).toEqual([own.name])
  expect(broken).toBe(2)
})

describe.each(dialects)('Migrations on %s', (dialect) => {
  const all = readMigrations(migrationsFolder(dialect)).map(({ name }) => name)

  it('apply what is missing, once, and keep the record Prisma keeps', async () => {
    const { root, folder, add } = newFolder(dialect)
    const url = await newUrl(dialect, root)
    expect(await migrate(url, { folder })).toEqual(all)
    expect(await migrate(url, { folder })).toEqual([])
    add('29990101000000_more', 'CREATE TABLE "More" ("id" INTEGER PRIMARY KEY);')
    expect(await migrate(url, { folder })).toEqual(['29990101000000_more'])
    const rows = await read(
      url,
      'SELECT "migration_name", "applied_steps_count", "finished_at" FROM "_prisma_migrations" ORDER BY 1',
    )
    expect(rows.map((row) => row.migration_name)).toEqual([...all, '29990101000000_more'])
    expect(rows.every((row) => row.finished_at !== null && row.applied_steps_count === 1)).toBe(true)
  })

  it('leave nothing behind when one fails half-way', async () => {
    const { root, folder, add } = newFolder(dialect)
    const url = await newUrl(dialect, root)
    add(
      '29990101000000_broken',
      'CREATE TABLE "More" ("id" INTEGER PRIMARY KEY); INSERT INTO "Nowhere" VALUES (1);',
    )
    await expect(migrate(url, { folder })).rejects.toThrow(/nowhere/i)
    await expect(read(url, 'SELECT 1 FROM "_prisma_migrations"')).rejects.toThrow(/_prisma_migrations/)
    await expect(read(url, 'SELECT 1 FROM "More"')).rejects.toThrow(/More/)
    add('29990101000000_broken', 'CREATE TABLE "More" ("id" INTEGER PRIMARY KEY);')
    expect(await migrate(url, { folder })).toHaveLength(all.length + 1)
  })

  it('are refused when a file was edited, or the database is newer than the program', async () => {
    const { root, folder, add } = newFolder(dialect)
    const url = await newUrl(dialect, root)
    add('29990101000000_more', 'CREATE TABLE "More" ("id" INTEGER PRIMARY KEY);')
    await migrate(url, { folder })
    await expect(migrate(url)).rejects.toThrow('newer than this program (29990101000000_more)')
    add('29990101000000_more', 'CREATE TABLE "More" ("id" INTEGER PRIMARY KEY, "x" INTEGER);')
    await expect(migrate(url, { folder })).rejects.toThrow('was edited')
  })

  it('are applied by one of three processes that start at once', async () => {
    const { root, folder } = newFolder(dialect)
    const url = await newUrl(dialect, root)
    const children = [1, 2, 3].map(() => startChild(import.meta.url, './migrate-child.ts', [url, folder]))
    const answers = await Promise.all(children.map((child) => child.line()))
    expect(answers.map((answer) => JSON.parse(answer).length).sort()).toEqual([0, 0, all.length])
  })
})

describe('Migrations of SQLite', () => {
  it('may rebuild a table without deleting the rows that point to it, and may not leave rows that point nowhere', async () => {
    const { root, folder, add } = newFolder('sqlite')
    const url = `file:${root}/a.db`
    add(
      '29990101000000_tables',
      `CREATE TABLE "P" ("id" INTEGER PRIMARY KEY);
       CREATE TABLE "C" ("id" INTEGER PRIMARY KEY, "p" INTEGER REFERENCES "P" ("id") ON DELETE CASCADE);
       INSERT INTO "P" VALUES (1); INSERT INTO "C" VALUES (1, 1);`,
    )
    await migrate(url, { folder })
    add(
      '29990102000000_rebuild',
      `CREATE TABLE "new_P" ("id" INTEGER PRIMARY KEY, "x" INTEGER); INSERT INTO "new_P" ("id") SELECT "id" FROM "P";
       DROP TABLE "P"; ALTER TABLE "new_P" RENAME TO "P";`,
    )
    await migrate(url, { folder })
    expect(await read(url, 'SELECT * FROM "C"')).toEqual([{ id: 1, p: 1 }])
    add('29990103000000_orphan', 'DELETE FROM "P";')
    await expect(migrate(url, { folder })).rejects.toThrow('point nowhere')
    expect(await read(url, 'SELECT * FROM "P"')).toHaveLength(1)
  })

  it('are found from the source and from the compiled program alike', () => {
    const root = packageRoot()
    const compiled = `file://${root}/dist/server/platform/db/migrations-folder.js`
    expect(packageRoot(compiled)).toBe(root)
    expect(migrationsFolder('sqlite')).toBe(join(root, 'prisma/migrations/sqlite'))
  })
})
