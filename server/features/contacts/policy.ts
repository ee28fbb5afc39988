import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { followKey } from './incoming.ts'
import { readFollows, type StoredFollow } from './stored.ts'

/** Remark and tags belong to the relation: only the member who has it may change them. Anything else is 404. */
export async function requireOwnFollow(
  tx: SqlTx,
  deps: Deps,
  { scope, externalUserid }: { scope: Scope; externalUserid: string },
): Promise<StoredFollow> {
  const { corpId, staffId } = scope
  const follows = await readFollows(tx, { corpId, externalUserids: [externalUserid], sealer: deps.sealer })
  const own = follows.get(followKey({ staffId, externalUserid }))
  if (!own || own.endedAt !== null)
    throw new AppError('not-found', { log: 'no own follow', tell: { reason: 'not-yours' } })
  return own
}
