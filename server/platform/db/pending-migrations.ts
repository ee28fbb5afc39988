import { migrationsFolder, readMigrations } from './migrations-folder.ts'
import type { Sql } from './sql.ts'

/** Names of migrations of this program that the database has not; throws when the database cannot be asked. */
export async function pendingMigrations(sql: Sql): Promise<string[]> {
  const applied = await appliedTo(sql)
  return namesOf(sql).filter((name) => !applied.has(name))
}

/** Names of what a newer program added to the database; this one works on beside it. */
export async function migrationsAhead(sql: Sql): Promise<string[]> {
  const own = new Set(namesOf(sql))
  return [...(await appliedTo(sql))].filter((name) => !own.has(name))
}

async function appliedTo(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql.all<{ name: string }>(
    'SELECT "migration_name" AS "name" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL AND "finished_at" IS NOT NULL',
  )
  return new Set(rows.map((row) => row.name))
}

function namesOf({ dialect }: Sql): string[] {
  return readMigrations(migrationsFolder(dialect)).map(({ name }) => name)
}
