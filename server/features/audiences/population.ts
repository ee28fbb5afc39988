import type { Condition } from '../../domain/audience/condition.ts'
import { localDateOf } from '../../domain/time.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { unitPathsOf, visibleStaff, type Condition as SqlCondition } from '../staff/scope.ts'
import { compileCondition } from './condition/compile.ts'
import { joined, type Frame } from './condition/sql-parts.ts'

/**
 * Whom somebody may count. An operator runs campaigns for whole units and may count their customers, without any right
 * to see one: lists show them with shortened names.
 */
export function countingScope(scope: Scope): Scope {
  if (!hasRole(scope, 'operator') || hasRole(scope, 'admin')) return scope
  return { ...scope, roles: [...scope.roles, 'manager'], unitPaths: unitPathsOf(scope) }
}

export function frameOf({ database, clock }: Deps, scope: Scope): Frame {
  const counting = countingScope(scope)
  return {
    dialect: database.dialect,
    today: localDateOf(clock.nowMs()),
    visible: (column) => visibleStaff(counting, column),
  }
}

/** The rows `cu` one may count: as features/customers/policy.ts says it of one customer. */
export function population(scope: Scope): SqlCondition {
  const counting = countingScope(scope)
  const own: SqlCondition = { sql: 'cu."corpId" = ? AND cu."mergedInto" IS NULL', params: [scope.corpId] }
  return joined([own, ...(seesWholeCorp(counting) ? [] : [isSeen(counting)])], 'AND')
}

function seesWholeCorp(scope: Scope): boolean {
  return hasRole(scope, 'admin') || (hasRole(scope, 'manager') && scope.unitPaths.includes('/'))
}

/** Whom the person may also open. */
export function isSeen(scope: Scope): SqlCondition {
  const visible = visibleStaff(scope, 'sf."staffId"')
  return {
    sql: `cu."id" IN (SELECT sc."customerId" FROM "Follow" sf JOIN "Contact" sc ON sc."corpId" = sf."corpId"
      AND sc."externalUserid" = sf."externalUserid" WHERE sf."corpId" = ? AND (sf."endedAt" IS NULL OR sc."lostAt" IS NOT NULL) AND ${visible.sql})`,
    params: [scope.corpId, ...visible.params],
  }
}

/** The rows `cu` of the condition's customers whom this person may count. */
export function members(deps: Deps, scope: Scope, condition: Condition): SqlCondition {
  return joined([population(scope), compileCondition(frameOf(deps, scope), condition)], 'AND')
}
