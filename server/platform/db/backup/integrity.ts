import type { SqliteConnection } from '../sqlite-connection.ts'

/** Reads every page and every index; null when all is well, otherwise what SQLite says, shortened. */
export async function findDamage(connection: SqliteConnection): Promise<string | null> {
  const rows = await connection
    .all('PRAGMA integrity_check(5)', [])
    .catch((error: unknown) => [{ integrity_check: error instanceof Error ? error.message : String(error) }])
  const lines = rows.map((row) => String(Object.values(row)[0]))
  return lines.length === 1 && lines[0] === 'ok' ? null : lines.join('; ')
}
