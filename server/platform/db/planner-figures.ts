import { groupBy } from '../group-by.ts'

/**
 * What SQLite's planner knows of a table is what `ANALYZE` counted when the table was small, or nothing: it then takes
 * "all rows of the company" for a handful, and reads the company whole where it was asked for some customers. Every
 * table that has not been counted at a size that says something is therefore described as a large one. A plan for a
 * large table costs a small one nothing; the other way round the time grows with the square.
 *
 * Source: SQLite documentation, "ANALYZE" (the sqlite_stat1 table may be written by hand) and "The Query Planner".
 */

/** From here on the figures that were counted are believed. */
const TELLING_ROWS = 10_000
const ASSUMED_ROWS = 1_000_000
/** Values of a column such as state or kind, and of one such as customerId. */
const FEW = 20
const MANY = 100_000

interface Connection {
  all(sql: string, args: number[]): Promise<Record<string, unknown>[]>
  script(sql: string): Promise<void>
}

interface IndexColumn {
  table: string
  index: string
  isUnique: number
  column: string
  isNullable: number
}

const INDEX_COLUMNS = `SELECT t.name AS "table", l.name AS "index", l."unique" AS "isUnique", i.name AS "column",
    c."notnull" = 0 AS "isNullable", i.seqno AS "place"
  FROM sqlite_schema t, pragma_index_list(t.name) l, pragma_index_info(l.name) i, pragma_table_info(t.name) c
  WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND c.name = i.name`

export async function assumeLargeTables(connection: Connection): Promise<void> {
  // Makes sqlite_stat1 where nothing has been counted yet.
  await connection.script('ANALYZE sqlite_schema')
  const columns = (await connection.all(
    `${INDEX_COLUMNS}
       AND NOT EXISTS (SELECT 1 FROM sqlite_stat1 s WHERE s.tbl = t.name AND CAST(s.stat AS INTEGER) >= ?)
     ORDER BY t.name, l.name, "place"`,
    [TELLING_ROWS],
  )) as unknown as IndexColumn[]
  const stats = [...groupBy(columns, (column) => column.index)].map(([index, list]) => {
    return `(${text(list[0]?.table ?? '')}, ${text(index)}, ${text(figuresOf(list))})`
  })
  if (stats.length === 0) return passOverMissing(connection)
  const tables = [...new Set(columns.map((column) => text(column.table)))].join(', ')
  await connection.script('BEGIN IMMEDIATE')
  try {
    await connection.script(
      `DELETE FROM sqlite_stat1 WHERE tbl IN (${tables});
       INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ${stats.join(', ')}; COMMIT`,
    )
  } catch (error) {
    await connection.script('ROLLBACK').catch(() => undefined)
    throw error
  }
  await passOverMissing(connection)
}

/**
 * In a counted table a key that most rows lack (plate, phone) seems to have as many rows for each value, and SQLite reads
 * the company rather than the index. Nobody looks for the rows without one.
 */
async function passOverMissing(connection: Connection): Promise<void> {
  const columns = (await connection.all(
    `SELECT c.*, s.stat FROM (${INDEX_COLUMNS}) c JOIN sqlite_stat1 s ON s.tbl = c."table" AND s.idx = c."index"
     WHERE CAST(s.stat AS INTEGER) >= ? ORDER BY c."index", c."place"`,
    [TELLING_ROWS],
  )) as unknown as (IndexColumn & { stat: string })[]
  for (const [index, list] of groupBy(columns, (column) => column.index)) {
    const stat = list[0]?.stat ?? ''
    const mended = withoutMissing(stat.split(' ').map(Number), list).join(' ')
    if (mended !== stat)
      await connection.script(`UPDATE sqlite_stat1 SET stat = ${text(mended)} WHERE idx = ${text(index)}`)
  }
}

function withoutMissing([all = 0, ...counted]: number[], columns: IndexColumn[]): number[] {
  let before = all
  let most = all
  return [
    all,
    ...counted.map((rows, n) => {
      const column = columns[n]
      const isMissing =
        column?.isNullable === 1 && valuesOf(column) === MANY && rows > Math.max(FEW, before / FEW)
      if (isMissing) most = Math.max(2, Math.round(before / MANY))
      before = Math.min(rows, most)
      return before
    }),
  ]
}

/** All figures as one text: whether they have changed. Empty before anything has been counted. */
export async function readFigures(connection: Connection): Promise<string> {
  const tables = await connection.all("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'", [])
  if (tables.length === 0) return ''
  return JSON.stringify(await connection.all('SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx', []))
}

/** "rows of the table, rows with one value of the first column, of the first two …", as sqlite_stat1 has them. */
function figuresOf(columns: IndexColumn[]): string {
  let rows = ASSUMED_ROWS
  const figures = columns.map((column, n) => {
    const isWholeKey = column.isUnique === 1 && n === columns.length - 1
    rows = isWholeKey ? 1 : Math.max(2, Math.round(rows / valuesOf(column)))
    return rows
  })
  return [ASSUMED_ROWS, ...figures].join(' ')
}

/** How many values a column has, from what its name says it holds. */
function valuesOf({ column, isNullable }: IndexColumn): number {
  if (column === 'corpId') return 1
  // Most rows have none: they are open, or have not ended.
  if (isNullable === 1 && /(At|On|Key)$/.test(column)) return FEW
  return /(id|Id|Hash|Key|No|At|On|Day|search|name|value|path)$/.test(column) ? MANY : FEW
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}
