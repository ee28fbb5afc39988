import { inTextList } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'

/** Who a customer is now: an id that was merged into another goes on to open the person. */
export async function rootOf(tx: AnyTx, corpId: string, id: string): Promise<string> {
  return (await rootsOf(tx, corpId, [id])).get(id) ?? id
}

/** The same for many, a step of the chain for all of them at a time. Ids nobody has are their own. */
export async function rootsOf(
  tx: AnyTx,
  corpId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const sql = sqlIn(tx)
  const roots = new Map(ids.map((id) => [id, id]))
  for (let open = [...roots.values()]; open.length > 0;) {
    const rows = await sql.all<{ id: string; mergedInto: string }>(
      `SELECT "id", "mergedInto" FROM "Customer" WHERE "corpId" = ? AND "mergedInto" IS NOT NULL AND ${inTextList(sql.dialect, '"id"')}`,
      [corpId, JSON.stringify([...new Set(open)])],
    )
    const next = new Map(rows.map((row) => [row.id, row.mergedInto]))
    for (const [id, root] of roots) roots.set(id, next.get(root) ?? root)
    open = [...next.values()]
  }
  return roots
}
