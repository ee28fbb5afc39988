import type { SqlParam } from '../../platform/db/index.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'

/** A piece of SQL with its values; placeholders are `?`. */
export interface Condition {
  sql: string
  params: SqlParam[]
}

/**
 * Which staff's follows this person may see, as a condition on `column` (a staff id of the scope's corp):
 * an admin everyone's, a manager the own subtree's, anyone the own.
 */
export function visibleStaff(scope: Scope, column: string): Condition {
  if (hasRole(scope, 'admin')) return everyone
  return inSubtrees(scope, { column, paths: managedPaths(scope) })
}

/** The same for a look at one object: the database asks for that object's staff and does not list a subtree. */
export function seesStaff(scope: Scope, column: string): Condition {
  const paths = managedPaths(scope)
  if (hasRole(scope, 'admin') || paths.length === 0 || paths.includes('/')) return visibleStaff(scope, column)
  return {
    sql:
      `(${column} = ? OR EXISTS (SELECT 1 FROM "StaffUnit" su JOIN "Unit" u ON u."corpId" = su."corpId" ` +
      `AND u."id" = su."unitId" WHERE su."corpId" = ? AND su."staffId" = ${column} AND (${below(paths)})))`,
    params: [scope.staffId, scope.corpId, ...paths],
  }
}

function managedPaths(scope: Scope): string[] {
  return hasRole(scope, 'manager') ? scope.unitPaths : []
}

/** Which group owners' groups: operators see the groups of their units, too. */
export function visibleGroupOwners(scope: Scope, column: string): Condition {
  if (hasRole(scope, 'admin')) return everyone
  return inSubtrees(scope, { column, paths: unitPathsOf(scope) })
}

/** Whatever the role: the units in which this person may see something. */
export function unitPathsOf(scope: Scope): string[] {
  return [...scope.unitPaths, ...(scope.operatorPaths ?? [])]
}

/** Staff of a unit and of those below it, whoever asks; `column` is a staff id. */
export function staffOfUnit(corpId: string, unitId: string, column: string): Condition {
  return {
    sql:
      `${column} IN (SELECT su."staffId" FROM "StaffUnit" su JOIN "Unit" u ON u."corpId" = su."corpId" AND u."id" = su."unitId" ` +
      `JOIN "Unit" top ON top."corpId" = su."corpId" AND top."id" = ? AND SUBSTR(u."path", 1, LENGTH(top."path")) = top."path" ` +
      `WHERE su."corpId" = ?)`,
    params: [unitId, corpId],
  }
}

const everyone: Condition = { sql: '1 = 1', params: [] }

/** The own rows, and those of the staff below the paths; of the whole corp also who has no unit (any more). */
function inSubtrees(scope: Scope, { column, paths }: { column: string; paths: string[] }): Condition {
  if (paths.includes('/')) return everyone
  if (paths.length === 0) return { sql: `${column} = ?`, params: [scope.staffId] }
  return {
    sql:
      `(${column} = ? OR ${column} IN (SELECT su."staffId" FROM "StaffUnit" su JOIN "Unit" u ` +
      `ON u."corpId" = su."corpId" AND u."id" = su."unitId" WHERE su."corpId" = ? AND (${below(paths)})))`,
    params: [scope.staffId, scope.corpId, ...paths],
  }
}

function below(paths: string[]): string {
  // Not LIKE: SQLite prepares a statement anew for each binding of a LIKE pattern, which costs more than the panel.
  return paths.map((path) => `SUBSTR(u."path", 1, ${path.length}) = ?`).join(' OR ')
}
