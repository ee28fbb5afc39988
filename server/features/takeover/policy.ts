import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'

/** Those whose giver one answers for; foreign ones answer 404. */
export async function requireHandover(deps: Deps, scope: Scope, id: string): Promise<void> {
  const visible = visibleStaff(scope, 'h."fromStaffId"')
  const rows = await deps.database.sql.all(
    `SELECT 1 AS "ok" FROM "Handover" h WHERE h."corpId" = ? AND h."id" = ? AND ${visible.sql}`,
    [scope.corpId, id, ...visible.params],
  )
  if (rows.length === 0) throw new AppError('not-found', { log: 'handover outside the scope or unknown' })
}
