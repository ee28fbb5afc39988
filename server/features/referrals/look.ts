import { rowTime } from '../../platform/db/row-values.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import { earnRewards } from './earn.ts'
import { recordReferral, sharesKey } from './record-referral.ts'
import { takeStep } from './take-step.ts'

interface Of {
  corpId: string
  customerIds: readonly string[]
}

/** What these customers' rows say of referrals now: who came by whose link, what no longer counts, what was earned. */
export async function lookAtReferrals(deps: Deps, tx: SqlTx, of: Of): Promise<void> {
  await recordByLink(deps, tx, of)
  await refuseFound(deps, tx, of)
  await earnRewards(deps, tx, of)
}

async function recordByLink(deps: Deps, tx: SqlTx, { corpId, customerIds }: Of): Promise<void> {
  const came = await tx.all<{
    codeId: string
    referrerId: string
    referredId: string
    staffId: string
    externalUserid: string
    followedAt: string
  }>(
    `SELECT c."id" AS "codeId", c."customerId" AS "referrerId", k."customerId" AS "referredId", f."staffId", f."externalUserid",
       f."followedAt" FROM "Contact" k
     JOIN "Follow" f ON f."corpId" = k."corpId" AND f."externalUserid" = k."externalUserid"
     JOIN "ReferralCode" c ON c."corpId" = f."corpId" AND c."state" = f."state"
     WHERE k."corpId" = ? AND ${inTextList(tx.dialect, 'k."customerId"')} AND NOT EXISTS (SELECT 1 FROM "Referral" r
       WHERE r."corpId" = c."corpId" AND r."key" = 'link:' || c."id" || ':' || f."externalUserid") ORDER BY f."followedAt", c."id"`,
    [corpId, JSON.stringify(customerIds)],
  )
  for (const { followedAt, ...one } of came)
    await recordReferral(deps, tx, {
      ...one,
      corpId,
      at: rowTime(followedAt),
      source: 'link',
      createdBy: null,
    })
}

/** What was credited before it showed that both are one person, or that another had been credited for them. */
async function refuseFound(deps: Deps, tx: SqlTx, { corpId, customerIds }: Of): Promise<void> {
  const ids = JSON.stringify(customerIds)
  const rows = await tx.all<{
    id: string
    referrerId: string
    referredId: string
    isSecond: number | boolean
  }>(
    `SELECT r."id", c."customerId" AS "referrerId", r."customerId" AS "referredId",
       CASE WHEN EXISTS (SELECT 1 FROM "Referral" o WHERE o."corpId" = r."corpId" AND o."customerId" = r."customerId"
         AND o."state" = 'credited' AND o."id" < r."id") THEN 1 ELSE 0 END AS "isSecond"
     FROM "Referral" r JOIN "ReferralCode" c ON c."corpId" = r."corpId" AND c."id" = r."codeId"
     WHERE r."corpId" = ? AND r."state" = 'credited' AND r."id" IN (
       SELECT "id" FROM "Referral" WHERE "corpId" = ? AND ${inTextList(tx.dialect, '"customerId"')}
       UNION SELECT m."id" FROM "ReferralCode" k JOIN "Referral" m ON m."corpId" = k."corpId" AND m."codeId" = k."id"
         WHERE k."corpId" = ? AND ${inTextList(tx.dialect, 'k."customerId"')})`,
    [corpId, corpId, ids, corpId, ids],
  )
  for (const { id, isSecond, ...pair } of rows) {
    const isSelf = pair.referrerId === pair.referredId || (await sharesKey(tx, { corpId, ...pair }))
    if (!isSelf && Number(isSecond) === 0) continue
    await refuse(deps, tx, { corpId, id, reason: isSelf ? 'self' : 'twice' })
  }
}

/** What was paid stays paid, and can be seen. */
async function refuse(
  deps: Deps,
  tx: SqlTx,
  { corpId, id, reason }: { corpId: string; id: string; reason: string },
): Promise<void> {
  await tx.run(
    `UPDATE "Referral" SET "state" = 'refused', "reason" = ?, "openKey" = NULL WHERE "corpId" = ? AND "id" = ?`,
    [reason, corpId, id],
  )
  const rewards = await tx.all<{ id: string }>(
    `SELECT "id" FROM "ReferralReward" WHERE "corpId" = ? AND "referralId" = ? AND "state" IN ('earned', 'approved')`,
    [corpId, id],
  )
  for (const reward of rewards)
    await takeStep(tx, { corpId, id: reward.id, step: 'refuse', reason, staffId: null, at: deps.clock.now() })
}
