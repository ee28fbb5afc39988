import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'

/**
 * Calls off those of these effects that are still planned and gives their ids; a call that is out cannot be called
 * off. The caller writes its own rows beside it.
 */
export async function cancelPlanned(
  tx: SqlTx,
  deps: Deps,
  {
    corpId,
    ids,
    by,
    reason,
  }: { corpId: string; ids: readonly string[]; by: string | null; reason: string | null },
): Promise<string[]> {
  if (ids.length === 0) return []
  const now = deps.clock.now()
  const rows = await tx.all<{ id: string }>(
    `UPDATE "Effect" SET "state" = 'cancelled', "settledAt" = ?, "updatedAt" = ?, "decidedBy" = ?, "decidedAt" = ?, "decision" = ?
     WHERE "corpId" = ? AND "state" = 'planned' AND ${inTextList(tx.dialect, '"id"')} RETURNING "id"`,
    [now, now, by, now, reason, corpId, JSON.stringify(ids)],
  )
  return rows.map((row) => row.id)
}
