import { judgeReferral, type ReferralRefusal } from '../../domain/referral.ts'
import { daysBetween, localDateOf } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import { ancestorsOf } from './chain.ts'

/** Clocks differ, and a record is written a moment after the relation began. */
const CLOCKS_MS = 10 * 60_000

export interface NewReferral {
  corpId: string
  codeId: string
  referrerId: string
  referredId: string
  staffId: string
  externalUserid: string
  source: 'link' | 'advisor'
  /** Since when the relation is there. */
  at: Date
  createdBy: string | null
}

export interface Recorded {
  id: string
  state: 'credited' | 'refused'
  reason: ReferralRefusal | null
}

/** Judges and keeps it; what was judged before is left as it stands, and null is given. */
export async function recordReferral(deps: Deps, tx: SqlTx, given: NewReferral): Promise<Recorded | null> {
  const { corpId, referrerId, referredId } = given
  const now = deps.clock.now()
  const sinceOn = localDateOf(given.at.getTime())
  const chains = await ancestorsOf(tx, corpId, [referrerId])
  const reason = judgeReferral({
    referrerId,
    referredId,
    sharesKey: await sharesKey(tx, given),
    ancestors: chains.get(referrerId) ?? [],
    isReferredAlready: await isReferred(tx, given),
    isKnownBefore: await isKnownBefore(tx, given, sinceOn),
    daysSince: given.source === 'link' ? 0 : daysBetween(sinceOn, localDateOf(now.getTime())),
  })
  const kept = await write(tx, given, { reason, sinceOn, now })
  // Somebody else was credited in this very moment.
  if (kept === null && reason === null) return write(tx, given, { reason: 'twice', sinceOn, now })
  return kept
}

async function write(
  tx: SqlTx,
  given: NewReferral,
  { reason, sinceOn, now }: { reason: ReferralRefusal | null; sinceOn: string; now: Date },
): Promise<Recorded | null> {
  const { corpId, codeId, referredId, staffId, source, at, createdBy } = given
  const id = newId(now.getTime())
  const state = reason === null ? 'credited' : 'refused'
  const written = await tx.run(
    `INSERT INTO "Referral" ("corpId", "id", "codeId", "customerId", "staffId", "source", "state", "reason", "key", "openKey", "at",
       "sinceOn", "createdAt", "createdBy") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    [
      corpId,
      id,
      codeId,
      referredId,
      staffId,
      source,
      state,
      reason,
      referralKey(given),
      reason === null ? referredId : null,
      at,
      sinceOn,
      now,
      createdBy,
    ],
  )
  return written === 0 ? null : { id, state, reason }
}

export const referralKey = ({ source, codeId, externalUserid }: NewReferral): string =>
  `${source}:${codeId}:${externalUserid}`

/** Two records that identity has not joined (yet) and that show one phone or one unionid. */
async function sharesKey(
  tx: SqlTx,
  { corpId, referrerId: a, referredId: b }: Pick<NewReferral, 'corpId' | 'referrerId' | 'referredId'>,
): Promise<boolean> {
  const rows = await tx.all(
    `SELECT 1 AS "ok" FROM "IdentityClash" x JOIN "Identity" i ON i."corpId" = x."corpId" AND i."kind" = x."kind"
       AND i."valueHash" = x."valueHash" WHERE x."corpId" = ? AND x."kind" IN ('phone', 'unionid')
       AND ((x."customerId" = ? AND i."customerId" = ?) OR (x."customerId" = ? AND i."customerId" = ?))
     UNION ALL SELECT 1 AS "ok" FROM "Contact" p JOIN "Contact" q ON q."corpId" = p."corpId" AND q."unionid" = p."unionid"
       WHERE p."corpId" = ? AND p."customerId" = ? AND q."customerId" = ? LIMIT 1`,
    [corpId, a, b, b, a, corpId, a, b],
  )
  return rows.length > 0
}

export { sharesKey }

async function isReferred(tx: SqlTx, { corpId, referredId }: NewReferral): Promise<boolean> {
  const rows = await tx.all(
    `SELECT 1 AS "ok" FROM "Referral" WHERE "corpId" = ? AND "customerId" = ? AND "state" = 'credited' LIMIT 1`,
    [corpId, referredId],
  )
  return rows.length > 0
}

async function isKnownBefore(tx: SqlTx, given: NewReferral, sinceOn: string): Promise<boolean> {
  const { corpId, referredId, staffId, externalUserid, at } = given
  const before = new Date(at.getTime() - CLOCKS_MS)
  const rows = await tx.all(
    `SELECT 1 AS "ok" FROM "Customer" WHERE "corpId" = ? AND "id" = ? AND "createdAt" < ?
     UNION ALL SELECT 1 FROM "Order" WHERE "corpId" = ? AND "customerId" = ? AND "status" = 'done' AND "orderedOn" < ?
     UNION ALL SELECT 1 FROM "Follow" f JOIN "Contact" k ON k."corpId" = f."corpId" AND k."externalUserid" = f."externalUserid"
       WHERE f."corpId" = ? AND k."customerId" = ? AND f."followedAt" < ? AND NOT (f."staffId" = ? AND f."externalUserid" = ?) LIMIT 1`,
    [
      corpId,
      referredId,
      before,
      corpId,
      referredId,
      sinceOn,
      corpId,
      referredId,
      at,
      staffId,
      externalUserid,
    ],
  )
  return rows.length > 0
}
