import type { Deps } from '../features/deps.ts'
import type { Scope } from '../platform/http/scope.ts'
import { demoOperators } from './company.ts'

/** The demo's operator, in whose name its content is made. */
export async function operatorScope(deps: Deps): Promise<Scope> {
  const corpId = deps.settings.WECOM_CORP_ID
  const { id: staffId, userid } = await deps.database.db.staff.findFirstOrThrow({
    where: { corpId, userKey: { in: demoOperators } },
    select: { id: true, userid: true },
  })
  return { corpId, staffId, userid, app: 'console', roles: ['operator'], unitPaths: [], operatorPaths: ['/'] }
}
