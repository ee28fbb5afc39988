import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { requireOwn } from '../posts/policy.ts'
import { visiblePlanned } from '../staff/planned-scope.ts'
import type { Condition } from '../staff/scope.ts'
import { findPlan, type StoredPlan } from './stored-plan.ts'

/** Plans `p` one may read: as with posts. */
export function visiblePlans(scope: Scope): Condition {
  return visiblePlanned(scope, { table: 'SopPath', key: 'planId' })
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

export async function requireOwnPlan(deps: Deps, scope: Scope, id: string): Promise<StoredPlan> {
  return requireOwn(scope, await requirePlan(deps, scope, id))
}
