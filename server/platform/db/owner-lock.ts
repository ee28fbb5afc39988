import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseError } from './database-error.ts'
import { openConnection, type SqliteConnection } from './sqlite-connection.ts'

/**
 * One process per SQLite company. The lock is a transaction held open on a small file beside the database: the
 * operating system ends it with the process, so that a crash leaves nothing to clean up, and readers can still see who
 * holds it.
 */
export async function lockFile(databasePath: string): Promise<{ release(): Promise<void> }> {
  if (databasePath === ':memory:') return { release: async () => undefined }
  mkdirSync(dirname(databasePath), { recursive: true })
  // rollback journal, not WAL: the held transaction must be visible to every process through the file alone
  const connection = await openConnection(`${databasePath}-owner`, {
    pragmas: 'PRAGMA synchronous=OFF;',
    busyTimeoutMs: 200,
  })
  try {
    await connection.script('CREATE TABLE IF NOT EXISTS "Owner" ("pid" INTEGER NOT NULL)')
    await connection.script('BEGIN IMMEDIATE; DELETE FROM "Owner"')
    await connection.run('INSERT INTO "Owner" ("pid") VALUES (?)', [process.pid])
    await connection.script('COMMIT; BEGIN IMMEDIATE')
  } catch (error) {
    const refusal = await explain(error, databasePath, connection)
    await connection.close()
    throw refusal
  }
  return {
    async release() {
      await connection.script('ROLLBACK')
      await connection.close()
    },
  }
}

async function explain(error: unknown, path: string, connection: SqliteConnection): Promise<unknown> {
  if (!(error instanceof DatabaseError) || error.kind !== 'busy') return error
  const rows = await connection.all('SELECT "pid" FROM "Owner"', []).catch(() => [])
  const who = rows[0] ? ` (process ${rows[0].pid})` : ''
  return new DatabaseError(
    'busy',
    `Another Liuke${who} is running on ${path}. A SQLite company allows one: stop it, or use PostgreSQL for several`,
    { code: 'LIUKE_OWNED', cause: error },
  )
}
