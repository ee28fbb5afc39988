import { GRACE_DAYS } from '../../../domain/sop/due.ts'
import { addDays, localDateOf } from '../../../domain/time.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { AppError } from '../../../platform/http/app-error.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { writeAudit } from '../../audit.ts'
import { passOnTasks } from '../../customers/move-tasks.ts'
import { closePlanTasks, reopenPlanTasks } from '../../customers/plan-tasks.ts'
import type { Deps } from '../../deps.ts'
import { conflict } from '../../posts/policy.ts'
import type { Sop } from '../contract.ts'
import { addGiveJob } from '../jobs.ts'
import { requireOwnPlan } from '../policy.ts'
import { forgetHolds } from '../run/write-holds.ts'
import { SOP_KIND } from '../sop-kind.ts'
import type { StoredPlan } from '../stored-plan.ts'
import { checkDraft } from './check-draft.ts'
import { readPlan } from './read-plan.ts'

/**
 * Puts the draft in force: starts a plan, goes on with one that rests, or changes one that runs. Steps that fell due
 * while it rested are not made up for.
 */
export async function startPlan(deps: Deps, scope: Scope, id: string): Promise<Sop> {
  const plan = await requireOwnPlan(deps, scope, id)
  if (plan.state === 'ended') throw conflict('not-in-that-state', { state: plan.state })
  const { problems } = await checkDraft(deps, plan)
  if (problems.length > 0) throw new AppError('invalid-input', { tell: { field: 'draft', problems } })
  const { corpId } = scope
  const now = deps.clock.now()
  const today = localDateOf(now.getTime())
  const version = plan.version + 1
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "SopPlan" SET "state" = 'running', "version" = ?, "startedOn" = COALESCE("startedOn", ?),
         "givesFrom" = CASE WHEN "state" = 'running' THEN "givesFrom" ELSE ? END, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "edition" = ? AND "version" = ? AND "state" = ?`,
      [version, today, today, now, corpId, id, plan.edition, plan.version, plan.state],
    )
    if (changed === 0) throw conflict('changed-meanwhile')
    await tx.run(
      `INSERT INTO "SopVersion" ("corpId", "planId", "version", "draftJson", "startedBy", "at") VALUES (?, ?, ?, ?, ?, ?)`,
      [corpId, id, version, JSON.stringify(plan.draft), scope.staffId, now],
    )
    await forgetHolds(tx, { corpId, today, planId: id })
    if (plan.state === 'paused') {
      const since = addDays(today, -GRACE_DAYS)
      await reopenPlanTasks(tx, { corpId, planId: id, cause: 'plan-paused', since })
      await passOnTasks(tx, { corpId, kind: SOP_KIND, planId: id })
    }
    await note(tx, deps, scope, { id, step: 'started', detail: { version } })
    await addGiveJob(tx, deps, { corpId, planId: id })
  })
  deps.jobs.nudge()
  return readPlan(deps, scope, id)
}

/** Open steps leave the members' lists; those not too old come back when it goes on. */
export function pausePlan(deps: Deps, scope: Scope, id: string): Promise<Sop> {
  return stop(deps, scope, { id, from: ['running'], to: 'paused' })
}

export function endPlan(deps: Deps, scope: Scope, id: string): Promise<Sop> {
  return stop(deps, scope, { id, from: ['running', 'paused'], to: 'ended' })
}

async function stop(
  deps: Deps,
  scope: Scope,
  { id, from, to }: { id: string; from: StoredPlan['state'][]; to: 'paused' | 'ended' },
): Promise<Sop> {
  const { corpId } = scope
  const plan = await requireOwnPlan(deps, scope, id)
  if (!from.includes(plan.state)) throw conflict('not-in-that-state', { state: plan.state })
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "SopPlan" SET "state" = ?, "endedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = ?`,
      [to, to === 'ended' ? now : null, now, corpId, id, plan.state],
    )
    if (changed === 0) throw conflict('changed-meanwhile')
    await closePlanTasks(tx, { corpId, planId: id, cause: `plan-${to}`, now })
    await note(tx, deps, scope, { id, step: to })
  })
  return readPlan(deps, scope, id)
}

function note(
  tx: SqlTx,
  deps: Deps,
  scope: Scope,
  { id, step, detail }: { id: string; step: string; detail?: object },
): Promise<void> {
  return writeAudit(tx, deps, scope, { action: `sop-${step}`, objectKind: 'sop', objectId: id, detail })
}
