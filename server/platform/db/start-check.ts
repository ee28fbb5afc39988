import { existsSync, statSync } from 'node:fs'
import { connectionOver, openDriver, type SqliteConnection } from './sqlite-connection.ts'

/** A start waits this long for the check at most; some 150 MB are read within it. */
const BUDGET_MS = 700

export class DamagedDatabase extends Error {}

/**
 * Before anything is written: the header, the schema and, as far as the budget goes, every page. A big company is
 * checked to its end by backups and npm run doctor, not by each start. Throws in words a person can act on.
 */
export async function checkBeforeStart(
  path: string,
  { budgetMs = BUDGET_MS }: { budgetMs?: number } = {},
): Promise<'whole' | 'partly' | 'new'> {
  if (path === ':memory:' || !existsSync(path) || statSync(path).size === 0) return 'new'
  const driver = await openDriver(path, { mayCreate: false })
  const connection = connectionOver(driver)
  // counted from the first page on: waiting for the disk's cache is part of what a start may cost
  const stop = setTimeout(() => driver.interrupt(), budgetMs)
  try {
    await readSchema(connection, path)
    const rows = await connection.all('PRAGMA quick_check(1)', [])
    const said = String(Object.values(rows[0] ?? {})[0])
    if (said !== 'ok') throw damaged(path, said)
    return 'whole'
  } catch (error) {
    if (isInterrupted(error)) return 'partly'
    throw error instanceof DamagedDatabase || !isDamage(error) ? error : damaged(path, error.message)
  } finally {
    clearTimeout(stop)
    await connection.close()
  }
}

async function readSchema(connection: SqliteConnection, path: string): Promise<void> {
  const [sizes] = await connection.all(
    'SELECT (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size()) AS "bytes", (SELECT count(*) FROM "sqlite_master") AS "tables"',
    [],
  )
  const bytes = Number(sizes?.['bytes'])
  // pages still in the log are not in the file: shorter is damage only without one
  if (statSync(path).size < bytes && !existsSync(`${path}-wal`))
    throw damaged(path, `it was cut: ${statSync(path).size} of ${bytes} bytes are there`)
}

function damaged(path: string, said: string): DamagedDatabase {
  return new DamagedDatabase(
    `The database file ${path} is damaged (${said}). Nothing was written to it. Bring back the last backup: npm run restore -- FILE (they are in the folder backups beside it unless you chose another). What came since then, WeCom tells again in the full sync; docs/backup.md says what is lost`,
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
function isInterrupted(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_INTERRUPT'
}
function isDamage(error: unknown): error is Error {
  return ['SQLITE_CORRUPT', 'SQLITE_NOTADB'].includes(codeOf(error))
}
