import type { LocalDate } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'

interface OfPlan {
  corpId: string
  planId: string
  cause: string
}

/** Ends what is open of a plan that stops. */
export function closePlanTasks(
  tx: SqlTx,
  { corpId, planId, cause, now }: OfPlan & { now: Date },
): Promise<number> {
  return tx.run(
    `UPDATE "Task" SET "doneAt" = ?, "closedCause" = ? WHERE "corpId" = ? AND "planId" = ? AND "doneAt" IS NULL`,
    [now, cause, corpId, planId],
  )
}

/** Takes up again what it had ended, as far as it is not too old: that of a group by whoever owns the group by now. */
export function reopenPlanTasks(
  tx: SqlTx,
  { corpId, planId, cause, since }: OfPlan & { since: LocalDate },
): Promise<number> {
  return tx.run(
    `UPDATE "Task" SET "doneAt" = NULL, "closedCause" = NULL, "staffId" = COALESCE((SELECT g."ownerStaffId" FROM "Group" g
       WHERE g."corpId" = "Task"."corpId" AND g."chatId" = "Task"."chatId"), "staffId")
     WHERE "corpId" = ? AND "planId" = ? AND "closedCause" = ? AND "dueOn" >= ?`,
    [corpId, planId, cause, since],
  )
}

/**
 * A member says what became of a step. One that a rule has ended meanwhile counts as done all the same: the message is
 * out; that it is counts more than what somebody ticked before. Answers false when it has been said before.
 */
export async function settleStep(
  tx: AnyTx,
  step: { corpId: string; id: string; how: 'sent' | 'marked' | 'skipped'; reason: string | null; now: Date },
): Promise<boolean> {
  const { corpId, id, how, reason, now } = step
  const changed = await sqlIn(tx).run(
    `UPDATE "Task" SET "doneAt" = ?, "doneHow" = ?, "closedCause" = ? WHERE "corpId" = ? AND "id" = ?
       AND ("doneHow" IS NULL OR ("doneHow" <> 'sent' AND ? = 'sent'))`,
    [now, how, reason, corpId, id, how],
  )
  return changed > 0
}

/** Takes the word back; what was sent cannot be. */
export async function reopenStep(
  tx: AnyTx,
  { corpId, id }: { corpId: string; id: string },
): Promise<boolean> {
  const changed = await sqlIn(tx).run(
    `UPDATE "Task" SET "doneAt" = NULL, "doneHow" = NULL, "closedCause" = NULL WHERE "corpId" = ? AND "id" = ? AND "doneHow" IN ('marked', 'skipped')`,
    [corpId, id],
  )
  return changed > 0
}
