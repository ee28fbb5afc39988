import type { Database } from './index.ts'

/**
 * Gives the planner fresh figures about tables that have grown; without them it may scan a company where an index would
 * do. PostgreSQL looks by itself as well, but too late for who opens a list right after the first sync.
 */
export async function optimizeDatabase({ dialect, sql }: Database): Promise<void> {
  await sql.run(dialect === 'sqlite' ? 'PRAGMA optimize' : 'ANALYZE')
}
