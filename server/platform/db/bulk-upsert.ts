import { type AnyTx, sqlIn } from './prisma-sql.ts'
import type { SqlParam, SqlRow, SqlTx } from './sql.ts'
import { exactNumber } from './sqlite-values.ts'

type CellValue = SqlParam | undefined | Record<string, unknown> | unknown[]

export interface BulkUpsert<Column extends string> {
  table: string
  columns: readonly Column[]
  /** Columns of the unique key that decides whether a row is new. */
  key: readonly NoInfer<Column>[]
  /** A missing value is stored as null. A list or object is for a JSON column. */
  rows: readonly Partial<Record<NoInfer<Column>, CellValue>>[]
  /** What to overwrite on a row that exists; everything but the key unless said otherwise. */
  update?: readonly NoInfer<Column>[] | 'none'
  /** Leave a row untouched unless one of these differs, for instance its digest. */
  onlyIfChanged?: readonly NoInfer<Column>[]
  /** Columns to give back of the rows written (new or changed). */
  returning?: readonly NoInfer<Column>[]
}

const CHUNK = 1000

/**
 * INSERT … ON CONFLICT of many rows with one JSON parameter: some sixty times cheaper than upserts one by one.
 * Of several rows with one key the last counts (with update 'none', the first).
 */
export async function bulkUpsert<Column extends string>(
  tx: AnyTx,
  input: BulkUpsert<Column>,
): Promise<{ written: number; rows: SqlRow[] }> {
  const sql = sqlIn(tx)
  const rows = distinct(input)
  const text = statement(sql, input)
  const result: { written: number; rows: SqlRow[] } = { written: 0, rows: [] }
  for (let from = 0; from < rows.length; from += CHUNK) {
    const param = parameter(sql, input.columns, rows.slice(from, from + CHUNK))
    if (input.returning) {
      const written = await sql.all(text, [param])
      result.rows.push(...written)
      result.written += written.length
    } else {
      result.written += await sql.run(text, [param])
    }
  }
  return result
}

function statement<Column extends string>({ dialect }: SqlTx, input: BulkUpsert<Column>): string {
  const { table, columns, key } = input
  // `WHERE true` keeps SQLite from reading ON CONFLICT as the ON of a join. jsonb_each, for json_each gives each row as
  // text, which SQLite reads again for every cell.
  const source =
    dialect === 'sqlite'
      ? `SELECT ${columns.map((_, n) => `value->>${n}`).join(', ')} FROM jsonb_each(?) WHERE true`
      : `SELECT ${list(columns)} FROM json_populate_recordset(NULL::${quote(table)}, ?::json)`
  return [
    `INSERT INTO ${quote(table)} (${list(columns)}) ${source} ON CONFLICT (${list(key)})`,
    onConflict(input),
    input.returning ? `RETURNING ${list(input.returning)}` : '',
  ].join(' ')
}

function onConflict<Column extends string>({
  table,
  columns,
  key,
  update,
  onlyIfChanged,
}: BulkUpsert<Column>): string {
  const targets = update === 'none' ? [] : (update ?? columns.filter((column) => !key.includes(column)))
  if (targets.length === 0) return 'DO NOTHING'
  const set = targets.map((column) => `${quote(column)} = excluded.${quote(column)}`).join(', ')
  if (!onlyIfChanged) return `DO UPDATE SET ${set}`
  const differs = onlyIfChanged.map(
    (name) => `${quote(table)}.${quote(name)} IS DISTINCT FROM excluded.${quote(name)}`,
  )
  return `DO UPDATE SET ${set} WHERE ${differs.join(' OR ')}`
}

function distinct<Column extends string>({
  rows,
  key,
  update,
}: BulkUpsert<Column>): BulkUpsert<Column>['rows'] {
  const byKey = new Map<string, (typeof rows)[number]>()
  for (const row of rows) {
    const id = JSON.stringify(key.map((column) => plain(row[column])))
    if (update === 'none' && byKey.has(id)) continue
    byKey.set(id, row)
  }
  return byKey.size === rows.length ? rows : [...byKey.values()]
}

// Lists of values for SQLite (shorter), named values for PostgreSQL, which takes the types from the table.
function parameter<Column extends string>(
  { dialect }: SqlTx,
  columns: readonly Column[],
  rows: BulkUpsert<Column>['rows'],
): string {
  const cells = (row: (typeof rows)[number]): unknown[] => columns.map((column) => plain(row[column]))
  if (dialect === 'sqlite') return toJson(rows.map(cells))
  return toJson(rows.map((row) => Object.fromEntries(cells(row).map((cell, n) => [columns[n], cell]))))
}

/**
 * Without what PostgreSQL refuses in text: NUL characters, and halves of characters that somebody cut through. Whole ones
 * stand in JSON as they are, so that an escape of the range of halves is one.
 */
function toJson(value: unknown): string {
  const text = JSON.stringify(value)
  if (!/\\u(?:0000|d[89a-f])/.test(text)) return text
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd') : part,
  )
}

function plain(value: CellValue): unknown {
  if (value === undefined) return null
  if (value instanceof Date) return value.toISOString().replace('Z', '+00:00')
  if (typeof value === 'bigint') return exactNumber(value)
  if (value instanceof Uint8Array) throw new Error('bulkUpsert cannot carry bytes: write them one by one')
  return value
}

function list(columns: readonly string[]): string {
  return columns.map(quote).join(', ')
}

function quote(name: string): string {
  if (!/^\w+$/.test(name)) throw new Error(`Not the name of a table or column: ${name}`)
  return `"${name}"`
}
