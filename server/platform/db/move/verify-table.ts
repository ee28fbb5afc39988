import type { Sql } from '../sql.ts'
import type { SqliteConnection } from '../sqlite-connection.ts'
import { readCursor, readPages } from './read-pages.ts'
import { createRowsDigest, type RowsDigest } from './row-digest.ts'
import type { MovedTable } from './tables.ts'

/** Reads both sides anew, whatever the copying believed; null when they are equal. */
export async function verifyTable(
  { source, target }: { source: SqliteConnection; target: Sql },
  table: MovedTable,
): Promise<{ ours: RowsDigest; theirs: RowsDigest; isEqual: boolean }> {
  const [ours, theirs] = await Promise.all([digestOfSource(source, table), digestOfTarget(target, table)])
  return { ours, theirs, isEqual: ours.rows === theirs.rows && ours.sum === theirs.sum }
}

async function digestOfSource(source: SqliteConnection, table: MovedTable): Promise<RowsDigest> {
  const digest = createRowsDigest()
  for await (const { rows } of readPages(source, table)) for (const row of rows) digest.add(row)
  return digest.result()
}

async function digestOfTarget(target: Sql, table: MovedTable): Promise<RowsDigest> {
  const digest = createRowsDigest()
  await target.transaction(async (tx) => {
    for await (const rows of readCursor(tx, table)) for (const row of rows) digest.add(row)
  })
  return digest.result()
}
