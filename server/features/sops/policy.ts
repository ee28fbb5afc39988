import { AppError } from '../../platform/http/app-error.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visiblePlanned, visibleSenders } from '../posts/policy.ts'
import type { Condition } from '../staff/scope.ts'
import { findPlan, type StoredPlan } from './stored-plan.ts'

/** Plans `p` one may read: as with posts. */
export function visiblePlans(scope: Scope): Condition {
  return visiblePlanned(scope, { table: 'SopPath', key: 'planId' })
}

/** Whose steps somebody sees: their own, and those of the members they answer for. `column` is a staff id. */
export function visibleSteps(scope: Scope, column: string): Condition {
  return visibleSenders(scope, column)
}

/** Foreign plans answer 404, like those that do not exist. */
export async function requirePlan(deps: Deps, scope: Scope, id: string): Promise<StoredPlan> {
  const { sql } = deps.database
  const visible = visiblePlans(scope)
  const rows = await sql.all(
    `SELECT 1 AS "ok" FROM "SopPlan" p WHERE p."corpId" = ? AND p."id" = ? AND ${visible.sql}`,
    [scope.corpId, id, ...visible.params],
  )
  const plan = rows.length === 0 ? null : await findPlan(sql, { corpId: scope.corpId, id })
  if (!plan) throw new AppError('not-found', { log: 'plan outside the scope or unknown' })
  return plan
}

export function mayEdit(scope: Scope, plan: StoredPlan): boolean {
  return plan.ownerStaffId === scope.staffId || hasRole(scope, 'admin')
}

export async function requireOwnPlan(deps: Deps, scope: Scope, id: string): Promise<StoredPlan> {
  const plan = await requirePlan(deps, scope, id)
  if (!mayEdit(scope, plan)) throw new AppError('not-allowed', { tell: { reason: 'not-yours' } })
  return plan
}
