import type { Deps } from '../features/deps.ts'
import type { Scope } from '../platform/http/scope.ts'
import { demoAdmin, demoOperators } from './company.ts'

/** Who approves what the operator has made for many. */
export async function adminScope(deps: Deps): Promise<Scope> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { id: staffId, userid } = await deps.database.db.staff.findFirstOrThrow({
    where: { corpId, userKey: demoAdmin },
    select: { id: true, userid: true },
  })
  return { corpId, staffId, userid, app: 'console', roles: ['admin'], unitPaths: ['/'] }
}

/** The demo's operator, in whose name its content is made. */
export async function operatorScope(deps: Deps): Promise<Scope> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { id: staffId, userid } = await deps.database.db.staff.findFirstOrThrow({
    where: { corpId, userKey: { in: demoOperators } },
    select: { id: true, userid: true },
  })
  return { corpId, staffId, userid, app: 'console', roles: ['operator'], unitPaths: [], operatorPaths: ['/'] }
}
