import { AppError } from '../../platform/http/app-error.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import { isSeen } from '../audiences/population.ts'
import { codeOf, ownRelation } from './codes.ts'
import type { NameAnswer, NameList } from './contract.ts'
import { earnRewards } from './earn.ts'
import { recordReferral } from './record-referral.ts'

const MOST = 10

/** Whom an advisor may name: customers they see, by name or remark. */
export async function findReferrers(
  deps: Deps,
  scope: Scope,
  { id, q }: { id: string; q: string },
): Promise<NameList> {
  await requireCustomer(deps, scope, id)
  const seen = isSeen(scope)
  const words = q.toLowerCase().replace(/[\\%_]/g, (mark) => `\\${mark}`)
  const items = await deps.database.sql.all<{ customerId: string; name: string }>(
    `SELECT cu."id" AS "customerId", cu."name" FROM "Customer" cu WHERE cu."corpId" = ? AND cu."mergedInto" IS NULL AND cu."id" <> ?
       AND ${seen.sql} AND (cu."search" LIKE ? ESCAPE '\\' OR cu."id" IN (SELECT c."customerId" FROM "Follow" f
         JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
         WHERE f."corpId" = ? AND f."staffId" = ? AND f."search" LIKE ? ESCAPE '\\'))
     ORDER BY cu."name", cu."id" LIMIT ${MOST}`,
    [scope.corpId, id, ...seen.params, `%${words}%`, scope.corpId, scope.staffId, `%${words}%`],
  )
  return { items }
}

/** An advisor says who brought a customer of theirs; what is refused is kept, and told. */
export async function nameReferrer(
  deps: Deps,
  scope: Scope,
  { customerId, referrerId }: { customerId: string; referrerId: string },
): Promise<NameAnswer> {
  await requireCustomer(deps, scope, customerId)
  await requireCustomer(deps, scope, referrerId)
  const { corpId, staffId } = scope
  return deps.database.sql.transaction(async (tx) => {
    const own = await ownRelation(tx, scope, customerId)
    const code = await codeOf(tx, { corpId, customerId: referrerId, staffId, now: deps.clock.now() })
    const recorded = await recordReferral(deps, tx, {
      corpId,
      codeId: code.id,
      referrerId,
      referredId: customerId,
      staffId,
      source: 'advisor',
      externalUserid: own.externalUserid,
      at: rowTime(own.followedAt),
      createdBy: staffId,
    })
    if (!recorded) throw new AppError('conflict', { tell: { reason: 'named-before' } })
    await earnRewards(deps, tx, { corpId, customerIds: [customerId] })
    return { state: recorded.state, reason: recorded.reason }
  })
}
