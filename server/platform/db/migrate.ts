import { randomUUID } from 'node:crypto'
import { type Dialect, dialectOf } from './dialect.ts'
import { findContracting, isExpanding } from './expanding.ts'
import { type MigrationConnection, openForMigration } from './migration-connection.ts'
import { assumeLargeTables } from './planner-figures.ts'
import { type Migration, migrationsFolder, readMigrations } from './migrations-folder.ts'

/**
 * Applies what is missing, all in one transaction, and gives the names applied. Keeps Prisma's own table, so that its
 * command line understands the database. Several processes may start at once: one applies, the others wait.
 */
export async function migrate(url: string, { folder }: { folder?: string } = {}): Promise<string[]> {
  const dialect = dialectOf(url)
  const migrations = readMigrations(folder ?? migrationsFolder(dialect))
  if (migrations.length === 0) throw new Error(`No migrations in ${folder ?? migrationsFolder(dialect)}`)
  const connection = await openForMigration(dialect, url)
  try {
    const applied = await migrateOn(connection, migrations)
    if (dialect === 'sqlite') await assumeLargeTables(connection)
    return applied
  } finally {
    await connection.close()
  }
}

/** For a connection that is already open (an embedded PostgreSQL in tests). */
export async function migrateOn(connection: MigrationConnection, migrations: Migration[]): Promise<string[]> {
  for (let tries = 1; ; tries += 1)
    try {
      return await applyMissing(connection, migrations)
    } catch (error) {
      if (tries === MOST_TRIES || !isDeadlock(error)) throw error
    }
}

// A migration takes one table after the other while an older program works on them. Of two that wait for each other
// PostgreSQL ends one; nothing of it stays, so it is done anew.
const MOST_TRIES = 5

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01'
}

async function applyMissing(connection: MigrationConnection, migrations: Migration[]): Promise<string[]> {
  await connection.begin()
  try {
    await connection.script(createTable(connection.dialect))
    const missing = await findMissing(connection, migrations)
    for (const migration of missing) {
      assertKeepsItsName(migration)
      await connection.script(migration.sql)
      await record(connection, migration)
    }
    await checkReferences(connection)
    await connection.script('COMMIT')
    return missing.map(({ name }) => name)
  } catch (error) {
    await connection.script('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function findMissing(connection: MigrationConnection, migrations: Migration[]): Promise<Migration[]> {
  const rows = await connection.all(
    'SELECT "migration_name" AS name, "checksum" AS checksum, "finished_at" AS finished FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
    [],
  )
  const applied = new Map(rows.map((row) => [String(row.name), row]))
  const missing: Migration[] = []
  for (const migration of migrations) {
    const row = applied.get(migration.name)
    applied.delete(migration.name)
    if (!row) missing.push(migration)
    else if (row.finished === null)
      throw new Error(`Migration ${migration.name} failed before: restore a backup`)
    else if (row.checksum !== migration.checksum)
      throw new Error(`Migration ${migration.name} was edited after it was applied: restore the file`)
  }
  const changed = [...applied.keys()].filter((name) => !isExpanding(name))
  if (changed.length > 0)
    throw new Error(
      `The database is newer than this program (${changed.join(', ')}): these migrations change what this program works with; update the program`,
    )
  return missing
}

/** The name is a promise to every older program that may start later. */
function assertKeepsItsName({ name, sql }: Migration): void {
  if (!isExpanding(name)) return
  const [first] = findContracting(sql)
  if (first !== undefined)
    throw new Error(`Migration ${name} does more than add: name it without expand_ (${first.slice(0, 80)})`)
}

/** Applied migrations that this program does not have, or has in another form, and that do more than add. */
export function findUnknown(rows: Record<string, unknown>[], migrations: Migration[]): string[] {
  const known = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  return rows.flatMap((row) => {
    const name = String(row.name)
    const isBeside = !known.has(name) && isExpanding(name)
    return isBeside || known.get(name) === row.checksum ? [] : [name]
  })
}

async function record({ dialect, all }: MigrationConnection, { name, checksum }: Migration): Promise<void> {
  const [now, places] =
    dialect === 'sqlite' ? ["strftime('%s','now')*1000", ['?', '?', '?']] : ['now()', ['$1', '$2', '$3']]
  await all(
    `INSERT INTO "_prisma_migrations" ("id","checksum","migration_name","finished_at","started_at","applied_steps_count")
     VALUES (${places.join(',')},${now},${now},1)`,
    [randomUUID(), checksum, name],
  )
}

async function checkReferences({ dialect, all }: MigrationConnection): Promise<void> {
  if (dialect !== 'sqlite') return
  const broken = await all('PRAGMA foreign_key_check', [])
  if (broken.length > 0)
    throw new Error(
      `The migrations left ${broken.length} rows that point nowhere: ${JSON.stringify(broken[0])}`,
    )
}

function createTable(dialect: Dialect): string {
  const [id, sum, name, time, now] =
    dialect === 'sqlite'
      ? ['TEXT', 'TEXT', 'TEXT', 'DATETIME', 'current_timestamp']
      : ['VARCHAR(36)', 'VARCHAR(64)', 'VARCHAR(255)', 'TIMESTAMPTZ', 'now()']
  return `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" ${id} PRIMARY KEY NOT NULL, "checksum" ${sum} NOT NULL, "finished_at" ${time},
    "migration_name" ${name} NOT NULL, "logs" TEXT, "rolled_back_at" ${time},
    "started_at" ${time} NOT NULL DEFAULT ${now}, "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`
}
