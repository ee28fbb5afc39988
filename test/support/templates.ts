import { createHash, randomUUID } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../server/platform/db/migrate.ts'
import { migrationsFolder, readMigrations } from '../../server/platform/db/migrations-folder.ts'
import { prepareDatabase } from '../../server/prepare-database.ts'
import { databaseUrl } from './postgres-server.ts'

// Migrating takes longer than copying: each set of migrations is applied once and copied for every test.

// What a migrated file holds beside its tables.
const FIGURES = join(import.meta.dirname, '../../server/platform/db/planner-figures.ts')

function fingerprint(dialect: 'sqlite' | 'postgresql'): string {
  const hash = createHash('sha256')
  for (const migration of readMigrations(migrationsFolder(dialect))) hash.update(migration.checksum)
  hash.update(readFileSync(FIGURES))
  return hash.digest('hex').slice(0, 12)
}

// Every commit of the product waits for the disk, and tests make tens of thousands of them: their files live in memory
// where the machine offers room for that (a container often has 64 MB).
const MEMORY = '/dev/shm'
const ROOM_BYTES = 1024 ** 3

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize > ROOM_BYTES
}

const home = hasRoom(MEMORY) ? MEMORY : tmpdir()

/** A new migrated SQLite file; removed with its folder by `remove`. */
export async function newSqliteFile(): Promise<{ path: string; remove(): void }> {
  const template = join(home, `liuke-test-${fingerprint('sqlite')}.db`)
  if (!existsSync(template)) {
    // several test workers may do this at once: each makes its own and the last rename wins
    const draft = join(home, `liuke-draft-${randomUUID()}.db`)
    await migrate(`file:${draft}`)
    renameSync(draft, template)
  }
  const folder = join(home, `liuke-test-${randomUUID()}`)
  mkdirSync(folder)
  const path = join(folder, 'liuke.db')
  copyFileSync(template, path)
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A new migrated PostgreSQL database; dropped by `remove`. */
export async function newPostgresDatabase(server: string): Promise<{ url: string; remove(): Promise<void> }> {
  const template = `liuke_template_boss_${fingerprint('postgresql')}`
  const name = `liuke_test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    // one at a time: a template that is being copied may have no other user
    await client.query('SELECT pg_advisory_lock(72707370)')
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template])
    if (rowCount === 0) await createTemplate(client, server, template)
    await client.query(`CREATE DATABASE "${name}" TEMPLATE "${template}"`)
    // no test outlives a crash of the server, so none has to wait for its disk
    await client.query(`ALTER DATABASE "${name}" SET synchronous_commit = off`)
  } finally {
    await client.end()
  }
  return { url: databaseUrl(server, name), remove: () => drop(server, name) }
}

// Under a draft name first, so that a run that is killed half-way leaves no half-made template.
async function createTemplate(client: pg.Client, server: string, template: string): Promise<void> {
  const draft = `${template}_draft`
  await client.query(`DROP DATABASE IF EXISTS "${draft}" WITH (FORCE)`)
  await client.query(`CREATE DATABASE "${draft}"`)
  await prepareDatabase(databaseUrl(server, draft))
  await client.query(`ALTER DATABASE "${draft}" RENAME TO "${template}"`)
}

/** Deletes every row. For the few rows of a test, DELETE is many times faster than TRUNCATE. */
export async function emptyPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  )
  await client.query(rows.map(({ name }) => `DELETE FROM "${name}"`).join(';'))
  await client.query('DELETE FROM pgboss.job')
  await client.end()
}

async function drop(server: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
  await client.end()
}
