import type { SqlTx } from '../../platform/db/index.ts'

/** Open tasks go with the relation. Whoever still serves the customer through another contact keeps theirs. */
export function moveOpenTasks(
  tx: SqlTx,
  {
    corpId,
    customerId,
    fromStaffId,
    toStaffId,
  }: { corpId: string; customerId: string; fromStaffId: string; toStaffId: string },
): Promise<number> {
  return tx.run(
    `UPDATE "Task" SET "staffId" = ? WHERE "corpId" = ? AND "customerId" = ? AND "staffId" = ? AND "doneAt" IS NULL AND NOT EXISTS
       (SELECT 1 FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
        JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId" AND s."status" <> 'left'
        WHERE c."corpId" = "Task"."corpId" AND c."customerId" = "Task"."customerId" AND f."staffId" = ? AND f."endedAt" IS NULL)`,
    [toStaffId, corpId, customerId, fromStaffId, fromStaffId],
  )
}
