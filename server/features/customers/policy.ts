import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { MovedTo } from '../../platform/http/moved-to.ts'
import { seesStaff } from '../staff/scope.ts'
import { rootOf } from './aliases.ts'

/**
 * A customer may be seen by whoever follows one of their contacts now, and by the managers of those; once nobody
 * follows any more, by those who did. A foreign customer answers 404, like one that does not exist. An id that was merged
 * into another opens the person it belongs to now.
 */
export async function requireCustomer(deps: Deps, scope: Scope, customerId: string): Promise<void> {
  if (await maySee(deps, scope, customerId)) return
  const root = await rootOf(deps.database.sql, scope.corpId, customerId)
  if (root !== customerId && (await maySee(deps, scope, root))) throw new MovedTo(customerId, root)
  throw new AppError('not-found', { log: 'customer outside the scope or unknown' })
}

async function maySee(deps: Deps, scope: Scope, customerId: string): Promise<boolean> {
  const visible = seesStaff(scope, 'f."staffId"')
  const rows = await deps.database.sql.all(
    `SELECT 1 AS "ok" FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
     WHERE c."corpId" = ? AND c."customerId" = ? AND (f."endedAt" IS NULL OR c."lostAt" IS NOT NULL) AND ${visible.sql} LIMIT 1`,
    [scope.corpId, customerId, ...visible.params],
  )
  if (rows.length > 0) return true
  return scope.roles.includes('admin') && (await exists(deps, scope.corpId, customerId))
}

async function exists(deps: Deps, corpId: string, id: string): Promise<boolean> {
  return (await deps.database.db.customer.count({ where: { corpId, id, mergedInto: null } })) > 0
}
