import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { MERGED_TABLES, type MergedTable, tablesThat } from './tables.ts'

interface Move {
  corpId: string
  mergeId: string
  fromId: string
  intoId: string
}

/** Re-points all rows of a customer, and notes which. Running it again takes along what came meanwhile. */
export async function moveRows(tx: SqlTx, { corpId, mergeId, fromId, intoId }: Move): Promise<void> {
  for (const one of tablesThat('move')) {
    const free = one.isKeyed ? `AND NOT EXISTS (${twinOf(one)})` : ''
    const twin = one.isKeyed ? [intoId] : []
    await tx.run(
      `INSERT INTO "MergedRow" ("corpId", "mergeId", "tableName", "rowKey")
       SELECT t."corpId", CAST(? AS TEXT), '${one.table}', ${rowKey(one)} FROM "${one.table}" t
       WHERE t."corpId" = ? AND t."customerId" = ? ${free}
       ON CONFLICT ("corpId", "mergeId", "tableName", "rowKey") DO NOTHING`,
      [mergeId, corpId, fromId, ...twin],
    )
    await tx.run(
      `UPDATE "${one.table}" AS t SET "customerId" = ? WHERE t."corpId" = ? AND t."customerId" = ? ${free}`,
      [intoId, corpId, fromId, ...twin],
    )
  }
  for (const one of tablesThat('origin'))
    await tx.run(
      `UPDATE "${one.table}" AS t SET "originId" = COALESCE(t."originId", t."customerId"), "customerId" = ?
       WHERE t."corpId" = ? AND t."customerId" = ? ${one.isKeyed ? `AND NOT EXISTS (${twinOf(one)})` : ''}`,
      [intoId, corpId, fromId, ...(one.isKeyed ? [intoId] : [])],
    )
  for (const one of tablesThat('derive'))
    await tx.run(`DELETE FROM "${one.table}" WHERE "corpId" = ? AND "customerId" = ?`, [corpId, fromId])
}

/** The exact inverse, from whoever has the rows now; `records` are the merged record and those merged into it before. */
export async function takeRowsBack(
  tx: SqlTx,
  input: { corpId: string; mergeId: string; holderId: string; fromId: string; records: readonly string[] },
): Promise<void> {
  const { corpId, mergeId, holderId, fromId } = input
  for (const one of tablesThat('move')) {
    await tx.run(
      `UPDATE "${one.table}" AS t SET "customerId" = ? WHERE t."corpId" = ? AND t."customerId" = ?
       AND ${rowKey(one)} IN (SELECT m."rowKey" FROM "MergedRow" m WHERE m."corpId" = ? AND m."mergeId" = ? AND m."tableName" = '${one.table}')`,
      [fromId, corpId, holderId, corpId, mergeId],
    )
  }
  for (const one of MERGED_TABLES.filter(({ does, hasOrigin }) => does === 'origin' || hasOrigin))
    await tx.run(
      `UPDATE "${one.table}" SET "customerId" = ?, "originId" = CASE WHEN "originId" = ? THEN NULL ELSE "originId" END
       WHERE "corpId" = ? AND "customerId" = ? AND ${inTextList(tx.dialect, '"originId"')}`,
      [fromId, fromId, corpId, holderId, JSON.stringify(input.records)],
    )
  await tx.run(`DELETE FROM "MergedRow" WHERE "corpId" = ? AND "mergeId" = ?`, [corpId, mergeId])
}

function rowKey({ key }: MergedTable): string {
  if (key.length === 0) return `''`
  return key.map((column) => `CAST(t."${column}" AS TEXT)`).join(` || ' ' || `)
}

/** A row of the other side with the same key. */
function twinOf({ table, key }: MergedTable): string {
  const same = key.map((column) => ` AND x."${column}" = t."${column}"`).join('')
  return `SELECT 1 FROM "${table}" x WHERE x."corpId" = t."corpId" AND x."customerId" = ?${same}`
}
