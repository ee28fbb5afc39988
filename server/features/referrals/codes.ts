import { randomInt } from 'node:crypto'
import type { SqlTx } from '../../platform/db/index.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import { referralWayEffect } from './way-effect.ts'

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** 80 bits in the 30 characters WeCom gives: nobody earns by guessing somebody's code. */
function freshState(): string {
  return `lr_${Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`
}

/** The one code of this customer with this advisor. */
export async function codeOf(
  tx: SqlTx,
  { corpId, customerId, staffId, now }: { corpId: string; customerId: string; staffId: string; now: Date },
): Promise<{ id: string; wayState: string }> {
  const key = `${customerId}:${staffId}`
  await tx.run(
    `INSERT INTO "ReferralCode" ("corpId", "id", "customerId", "staffId", "key", "state", "wayState", "createdAt")
     VALUES (?, ?, ?, ?, ?, ?, 'none', ?) ON CONFLICT ("corpId", "key") DO NOTHING`,
    [corpId, newId(now.getTime()), customerId, staffId, key, freshState(), now],
  )
  const [code] = await tx.all<{ id: string; wayState: string }>(
    `SELECT "id", "wayState" FROM "ReferralCode" WHERE "corpId" = ? AND "key" = ?`,
    [corpId, key],
  )
  if (!code) throw new Error('a code that was just made is not there')
  return code
}

/** Has WeCom make the customer's way to this advisor; asking again while it is there changes nothing. */
export async function makeReferralLink(deps: Deps, scope: Scope, customerId: string): Promise<void> {
  await requireCustomer(deps, scope, customerId)
  const { corpId, staffId } = scope
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    await ownRelation(tx, scope, customerId)
    const { id, wayState } = await codeOf(tx, { corpId, customerId, staffId, now })
    if (wayState === 'live' || wayState === 'making') return
    await tx.run(
      `UPDATE "ReferralCode" SET "wayState" = 'making', "errorText" = NULL WHERE "corpId" = ? AND "id" = ?`,
      [corpId, id],
    )
    await referralWayEffect.plan(tx, deps, { corpId, id, createdBy: staffId })
  })
}

/** The open relation of the asking member with this customer; links and referrals belong to it. */
export async function ownRelation(
  tx: Pick<SqlTx, 'all'>,
  { corpId, staffId }: Scope,
  customerId: string,
): Promise<{ externalUserid: string; followedAt: string }> {
  const [own] = await tx.all<{ externalUserid: string; followedAt: string }>(
    `SELECT f."externalUserid", f."followedAt" FROM "Follow" f JOIN "Contact" k ON k."corpId" = f."corpId"
       AND k."externalUserid" = f."externalUserid" WHERE f."corpId" = ? AND f."staffId" = ? AND k."customerId" = ?
       AND f."endedAt" IS NULL ORDER BY f."followedAt" LIMIT 1`,
    [corpId, staffId, customerId],
  )
  if (!own) throw new AppError('not-found', { log: 'no own follow', tell: { reason: 'not-yours' } })
  return own
}
