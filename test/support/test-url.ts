import { isPostgresTheTestDatabase, testServerUrl } from '../../config/tooling-env.ts'
import { newPostgresDatabase, newSqliteFile } from './templates.ts'

/** A migrated database for processes, and how to remove it: SQLite, or PostgreSQL when everything runs on it. */
export async function newTestUrl(): Promise<{ url: string; remove(): void | Promise<void> }> {
  if (isPostgresTheTestDatabase()) return newPostgresDatabase(testServerUrl())
  const { path, remove } = await newSqliteFile()
  return { url: `file:${path}`, remove }
}
