import type { LiveHint } from '../../platform/live.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleGroupOwners, visibleStaff, type Condition } from '../staff/scope.ts'

/**
 * A contact or group id is told only to a page that already names it, of somebody who may open it; the rest is for
 * people who run things.
 */
export async function mayHear(
  deps: Deps,
  scope: Scope,
  { hint, watched }: { hint: LiveHint; watched: string },
): Promise<boolean> {
  if (hint.topic !== 'contact' && hint.topic !== 'group')
    return hasRole(scope, 'manager', 'operator', 'admin')
  if (hint.id !== watched) return false
  const { sql, params } = hint.topic === 'contact' ? ownContact(scope, watched) : ownGroup(scope, watched)
  return (await deps.database.sql.all(sql, params)).length > 0
}

function ownContact(scope: Scope, externalUserid: string): Condition {
  const visible = visibleStaff(scope, 'f."staffId"')
  return {
    sql: `SELECT 1 AS "ok" FROM "Follow" f WHERE f."corpId" = ? AND f."externalUserid" = ? AND ${visible.sql} LIMIT 1`,
    params: [scope.corpId, externalUserid, ...visible.params],
  }
}

function ownGroup(scope: Scope, chatId: string): Condition {
  const visible = visibleGroupOwners(scope, 'g."ownerStaffId"')
  return {
    sql: `SELECT 1 AS "ok" FROM "Group" g WHERE g."corpId" = ? AND g."chatId" = ? AND (${visible.sql} OR EXISTS
      (SELECT 1 FROM "GroupMember" m WHERE m."corpId" = g."corpId" AND m."chatId" = g."chatId" AND m."memberId" = ?))`,
    params: [scope.corpId, chatId, ...visible.params, scope.userid],
  }
}
