import type { SqlTx, SqlValue } from '../sql.ts'
import type { SqliteConnection } from '../sqlite-connection.ts'
import { type Cells, cellsOf } from './cells.ts'
import type { MovedTable } from './tables.ts'

/** Rows of a page, so that a page is about this big whatever a row weighs: pictures are rows as well. */
const PAGE_BYTES = 2_000_000
const [FIRST_ROWS, MOST_ROWS] = [50, 4000]

export interface Page {
  rows: Cells[]
  /** Key of its last row: where the next page begins. */
  after: SqlValue[]
}

/** The rows of a SQLite table along its primary key, in pages of bounded size. */
export async function* readPages(
  source: SqliteConnection,
  { name, columns, key }: MovedTable,
  start: SqlValue[] | null = null,
): AsyncGenerator<Page> {
  const list = (names: readonly string[]): string => names.map((each) => `"${each}"`).join(', ')
  const [first, next] = ['', `WHERE (${list(key)}) > (${key.map(() => '?').join(', ')})`].map(
    (where) => `SELECT ${list(columns)} FROM "${name}" ${where} ORDER BY ${list(key)} LIMIT ?`,
  )
  let after = start
  let take = FIRST_ROWS
  for (;;) {
    const found = await source.all(after ? (next ?? '') : (first ?? ''), [...(after ?? []), take])
    const last = found.at(-1)
    if (!last) return
    after = key.map((column) => last[column] ?? null)
    const rows = found.map((row) => cellsOf(row, columns))
    yield { rows, after }
    if (found.length < take) return
    take = Math.max(1, Math.min(MOST_ROWS, Math.floor(PAGE_BYTES / averageBytes(rows))))
  }
}

/** The rows of a PostgreSQL table in whatever order, through a cursor, inside the caller's transaction. */
export async function* readCursor(tx: SqlTx, { name, columns }: MovedTable): AsyncGenerator<Cells[]> {
  const list = columns.map((each) => `"${each}"`).join(', ')
  await tx.run(`DECLARE "liuke_rows" NO SCROLL CURSOR FOR SELECT ${list} FROM "${name}"`)
  let take = FIRST_ROWS
  for (;;) {
    const found = await tx.all<Record<string, SqlValue>>(`FETCH ${take} FROM "liuke_rows"`)
    if (found.length === 0) break
    const rows = found.map((row) => cellsOf(row, columns))
    yield rows
    take = Math.max(1, Math.min(MOST_ROWS, Math.floor(PAGE_BYTES / averageBytes(rows))))
  }
  await tx.run('CLOSE "liuke_rows"')
}

function averageBytes(rows: Cells[]): number {
  let sum = 0
  for (const row of rows) for (const cell of row) sum += typeof cell === 'string' ? cell.length : 8
  return Math.max(1, sum / rows.length)
}
