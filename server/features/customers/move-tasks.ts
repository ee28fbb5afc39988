import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

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

/** Open tasks of a group go with the group. */
export function moveGroupTasks(
  tx: SqlTx,
  { corpId, chatIds, toStaffId }: { corpId: string; chatIds: readonly string[]; toStaffId: string },
): Promise<number> {
  return tx.run(
    `UPDATE "Task" SET "staffId" = ? WHERE "corpId" = ? AND "doneAt" IS NULL AND ${inTextList(tx.dialect, '"chatId"')}`,
    [toStaffId, corpId, JSON.stringify(chatIds)],
  )
}

const SERVING = `FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
  JOIN "Staff" s ON s."corpId" = f."corpId" AND s."id" = f."staffId" AND s."status" = 'active'
  WHERE c."corpId" = "Task"."corpId" AND c."customerId" = "Task"."customerId" AND f."endedAt" IS NULL AND f."customerLeftAt" IS NULL`

/** Open tasks of a kind whose member serves the customer no more go to whoever has served them longest; without a hand-over. */
export function passOnTasks(
  tx: SqlTx,
  { corpId, kind, only }: { corpId: string; kind: string; only?: readonly string[] | undefined },
): Promise<number> {
  const some = only === undefined ? '1 = 1' : inTextList(tx.dialect, '"customerId"')
  return tx.run(
    `UPDATE "Task" SET "staffId" = (SELECT f."staffId" ${SERVING} ORDER BY f."followedAt", f."staffId" LIMIT 1)
     WHERE "corpId" = ? AND "kind" = ? AND "doneAt" IS NULL AND "customerId" <> '' AND ${some}
       AND EXISTS (SELECT 1 ${SERVING}) AND NOT EXISTS (SELECT 1 ${SERVING} AND f."staffId" = "Task"."staffId")`,
    [corpId, kind, ...(only === undefined ? [] : [JSON.stringify(only)])],
  )
}
