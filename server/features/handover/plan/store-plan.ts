import { bulkUpsert } from '../../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { conflict, type StoredHandover } from '../policy.ts'
import { type CheckedRow, checkRows } from './check-rows.ts'
import { makePlan, type RowWish } from './make-plan.ts'

type Draft = Pick<StoredHandover, 'corpId' | 'id' | 'family' | 'fromStaffId' | 'plan' | 'message' | 'version'>

/** Makes the plan anew and stores it as the next version; somebody else's change in between is refused. */
export async function replan(deps: Deps, draft: Draft, wishes: readonly RowWish[]): Promise<void> {
  const rows = await checkRows(deps, draft, await makePlan(deps, draft, wishes))
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "Handover" SET "version" = "version" + 1, "planJson" = ?, "message" = ?, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "version" = ? AND "state" = 'draft'`,
      [JSON.stringify(draft.plan), draft.message, now, draft.corpId, draft.id, draft.version],
    )
    if (changed === 0) throw conflict('plan-changed')
    await tx.run('DELETE FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ?', [
      draft.corpId,
      draft.id,
    ])
    await writeRows(tx, draft, rows)
  })
}

export async function writeRows(
  tx: SqlTx,
  { corpId, id, fromStaffId }: Pick<Draft, 'corpId' | 'id' | 'fromStaffId'>,
  rows: readonly CheckedRow[],
): Promise<void> {
  await bulkUpsert(tx, {
    table: 'HandoverRow',
    columns: [
      'corpId',
      'handoverId',
      'kind',
      'objectId',
      'customerId',
      'fromStaffId',
      'toStaffId',
      'isPinned',
      'because',
      'rank',
      'tierCode',
      'spentFen',
      'storeName',
      'model',
      'state',
      'reason',
      'attempts',
    ],
    key: ['corpId', 'handoverId', 'kind', 'objectId'],
    rows: rows.map(({ isExcluded: _isExcluded, ...row }) => ({
      corpId,
      handoverId: id,
      fromStaffId,
      attempts: 0,
      ...row,
    })),
  })
}

/** What people decided by hand so far. */
export async function readWishes(
  deps: Deps,
  { corpId, id }: Pick<Draft, 'corpId' | 'id'>,
): Promise<RowWish[]> {
  const rows = await deps.database.sql.all<RowWish & { state: string }>(
    `SELECT "kind", "objectId", "toStaffId", "state" FROM "HandoverRow"
     WHERE "corpId" = ? AND "handoverId" = ? AND ("isPinned" = ? OR "state" = 'excluded')`,
    [corpId, id, true],
  )
  return rows.map(({ state, ...row }) => (state === 'excluded' ? { ...row, toStaffId: null } : row))
}
