import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleGroupOwners, type Condition } from '../staff/scope.ts'

/** Groups of the owners one answers for, and the groups one is a member of. `g` is the group. */
export function visibleGroups(scope: Scope): Condition {
  const owners = visibleGroupOwners(scope, 'g."ownerStaffId"')
  return {
    sql: `(${owners.sql} OR EXISTS (SELECT 1 FROM "GroupMember" me WHERE me."corpId" = g."corpId"
      AND me."chatId" = g."chatId" AND me."memberId" = ? AND me."leftAt" IS NULL))`,
    params: [...owners.params, scope.userid],
  }
}

/** Foreign groups answer 404, like those that do not exist. */
export async function requireGroup(deps: Deps, scope: Scope, chatId: string): Promise<void> {
  const visible = visibleGroups(scope)
  const rows = await deps.database.sql.all(
    `SELECT 1 AS "ok" FROM "Group" g WHERE g."corpId" = ? AND g."chatId" = ? AND ${visible.sql}`,
    [scope.corpId, chatId, ...visible.params],
  )
  if (rows.length === 0) throw new AppError('not-found', { log: 'group outside the scope or unknown' })
}
