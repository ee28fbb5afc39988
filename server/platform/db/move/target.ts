import { UsageError } from '../../usage-error.ts'
import type { Sql, SqlTx, SqlValue } from '../sql.ts'
import type { MovedTable } from './tables.ts'

/** Where each table stands; lives in the target until the move is verified. The row '' says what is being moved. */
const PROGRESS = '"_LiukeMove"'

/** Before anything is made there: only an empty database, or one that this move began to fill. */
export async function assertUsable(
  sql: Sql,
  { fingerprint, ours }: { fingerprint: string; ours: readonly MovedTable[] },
): Promise<'empty' | 'begun'> {
  const rows = await sql.all<{ name: string }>(
    `SELECT tablename AS "name" FROM pg_tables WHERE schemaname = current_schema()`,
  )
  const names = rows.map(({ name }) => name)
  if (names.includes('_LiukeMove')) {
    const [begun] = await sql.all<{ cursor: string }>(`SELECT "cursor" FROM ${PROGRESS} WHERE "table" = ''`)
    if (begun?.cursor === fingerprint) return 'begun'
    throw new UsageError(
      'The target holds the beginning of another move, or the source was used since: empty the target with --restart and begin again',
    )
  }
  const known = new Set([...ours.map(({ name }) => name), '_prisma_migrations'])
  const foreign = names.filter((name) => !known.has(name))
  if (foreign.length > 0)
    throw new UsageError(
      `The target holds tables that are not ours (${foreign.slice(0, 5).join(', ')}): give an empty database`,
    )
  for (const name of names.filter((each) => each !== '_prisma_migrations')) {
    const [one] = await sql.all(`SELECT 1 AS "one" FROM "${name}" LIMIT 1`)
    if (one)
      throw new UsageError(
        `The target is not empty (${name} has rows): give an empty database; nothing is merged or overwritten`,
      )
  }
  return 'empty'
}

export async function beginProgress(sql: Sql, fingerprint: string): Promise<void> {
  await sql.run(
    `CREATE TABLE IF NOT EXISTS ${PROGRESS} ("table" TEXT PRIMARY KEY, "cursor" TEXT, "rows" BIGINT NOT NULL, "isDone" BOOLEAN NOT NULL)`,
  )
  await sql.run(`INSERT INTO ${PROGRESS} VALUES ('', ?, 0, FALSE) ON CONFLICT DO NOTHING`, [fingerprint])
}

export async function readProgress(
  sql: Sql,
  table: string,
): Promise<{ after: SqlValue[] | null; rows: number; isDone: boolean }> {
  const [row] = await sql.all<{ cursor: string | null; rows: number; isDone: number }>(
    `SELECT "cursor", "rows", "isDone" FROM ${PROGRESS} WHERE "table" = ?`,
    [table],
  )
  if (!row) return { after: null, rows: 0, isDone: false }
  const after: unknown = row.cursor === null ? null : JSON.parse(row.cursor)
  return { after: Array.isArray(after) ? after : null, rows: row.rows, isDone: row.isDone === 1 }
}

/** In the transaction of the page it closes. */
export async function saveProgress(
  tx: SqlTx,
  { table, after, rows, isDone }: { table: string; after: SqlValue[] | null; rows: number; isDone: boolean },
): Promise<void> {
  await tx.run(
    `INSERT INTO ${PROGRESS} VALUES (?, ?, ?, ?) ON CONFLICT ("table")
     DO UPDATE SET "cursor" = excluded."cursor", "rows" = excluded."rows", "isDone" = excluded."isDone"`,
    [table, after === null ? null : JSON.stringify(after), rows, isDone],
  )
}

export async function endProgress(sql: Sql): Promise<void> {
  await sql.run(`DROP TABLE ${PROGRESS}`)
}

/** --restart: only what a move has begun may be emptied. */
export async function emptyBegun(sql: Sql, tables: readonly MovedTable[]): Promise<void> {
  const [begun] = await sql.all(
    `SELECT 1 AS "one" FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_LiukeMove'`,
  )
  if (!begun) return
  await sql.run(`TRUNCATE ${tables.map(({ name }) => `"${name}"`).join(', ')}`)
  await endProgress(sql)
}
