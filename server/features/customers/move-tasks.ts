import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'

interface Relation {
  corpId: string
  customerId: string
  fromStaffId: string
  toStaffId: string
}

/** Open tasks go with the relation. Whoever still serves the customer through another contact keeps theirs. */
export async function moveOpenTasks(tx: SqlTx, relation: Relation): Promise<number> {
  // Steps that rest with a paused plan come back to whoever serves the customer by then; they are no open tasks.
  await move(tx, relation, `"closedCause" = 'plan-paused'`)
  return move(tx, relation, '"doneAt" IS NULL')
}

function move(
  tx: SqlTx,
  { corpId, customerId, fromStaffId, toStaffId }: Relation,
  which: string,
): Promise<number> {
  return tx.run(
    `UPDATE "Task" SET "staffId" = ? WHERE "corpId" = ? AND "customerId" = ? AND "staffId" = ? AND ${which} AND NOT EXISTS
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
  {
    corpId,
    kind,
    only,
    planId,
  }: { corpId: string; kind: string; only?: readonly string[] | undefined; planId?: string },
): Promise<number> {
  const some = only === undefined ? '1 = 1' : inTextList(tx.dialect, '"customerId"')
  const ofPlan = planId === undefined ? '1 = 1' : '"planId" = ?'
  return tx.run(
    `UPDATE "Task" SET "staffId" = (SELECT f."staffId" ${SERVING} ORDER BY f."followedAt", f."staffId" LIMIT 1)
     WHERE "corpId" = ? AND "kind" = ? AND "doneAt" IS NULL AND "customerId" <> '' AND ${some} AND ${ofPlan}
       AND EXISTS (SELECT 1 ${SERVING}) AND NOT EXISTS (SELECT 1 ${SERVING} AND f."staffId" = "Task"."staffId")`,
    [
      corpId,
      kind,
      ...(only === undefined ? [] : [JSON.stringify(only)]),
      ...(planId === undefined ? [] : [planId]),
    ],
  )
}
