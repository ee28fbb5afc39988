import type { Sql } from '../sql.ts'
import type { SqliteConnection } from '../sqlite-connection.ts'
import { readPages } from './read-pages.ts'
import type { MovedTable } from './tables.ts'
import { readProgress, saveProgress } from './target.ts'

// A page and its progress are lost together or not at all, so that none has to wait for the disk.
const LATER = 'SET LOCAL synchronous_commit = off'

/** Copies what is missing of a table. Each page and its progress are one transaction: a killed move goes on behind it. */
export async function copyTable(
  { source, target }: { source: SqliteConnection; target: Sql },
  table: MovedTable,
  onRows: (rows: number) => void,
): Promise<void> {
  const { name, columns } = table
  const begun = await readProgress(target, name)
  let { rows } = begun
  onRows(rows)
  if (begun.isDone) return
  const list = columns.map((each) => `"${each}"`).join(', ')
  const insert = `INSERT INTO "${name}" (${list}) SELECT ${list} FROM json_populate_recordset(NULL::"${name}", ?::json)`
  let after = begun.after
  for await (const page of readPages(source, table, begun.after)) {
    const records = page.rows.map((row) => Object.fromEntries(row.map((cell, n) => [columns[n], cell])))
    await target.transaction(async (tx) => {
      await tx.run(LATER)
      await tx.run(insert, [JSON.stringify(records)])
      await saveProgress(tx, { table: name, after: page.after, rows: rows + page.rows.length, isDone: false })
    })
    rows += page.rows.length
    after = page.after
    onRows(rows)
  }
  if (rows === 0) return
  await target.transaction(async (tx) => {
    await tx.run(LATER)
    await saveProgress(tx, { table: name, after, rows, isDone: true })
  })
}
