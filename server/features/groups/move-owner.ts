import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { moveGroupTasks } from '../customers/move-tasks.ts'
import type { Deps } from '../deps.ts'

/** Groups that WeCom has just given to this person for us: what we write ourselves raises no event. */
export async function moveOwner(
  tx: SqlTx,
  { clock }: Pick<Deps, 'clock'>,
  { corpId, chatIds, toStaffId }: { corpId: string; chatIds: readonly string[]; toStaffId: string },
): Promise<void> {
  if (chatIds.length === 0) return
  // Status 0: nobody who left owns it any more.
  await tx.run(
    `UPDATE "Group" SET "ownerStaffId" = ?, "status" = 0, "updatedAt" = ?, "ownerUserid" = COALESCE(
       (SELECT s."userid" FROM "Staff" s WHERE s."corpId" = ? AND s."id" = ?), "ownerUserid")
     WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"chatId"')}`,
    [toStaffId, clock.now(), corpId, toStaffId, corpId, JSON.stringify(chatIds)],
  )
  await moveGroupTasks(tx, { corpId, chatIds, toStaffId })
}
