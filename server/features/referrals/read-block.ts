import { REWARD_EVENTS, REWARD_STATES } from '../../domain/referral.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { requireCustomer } from '../customers/policy.ts'
import type { Deps } from '../deps.ts'
import { ancestorsOf } from './chain.ts'
import type { Person, ReferralBlock } from './contract.ts'
import { balanceOf } from './ledger.ts'
import { listReferrals } from './list-referrals.ts'
import { openable, personOf } from './rows.ts'
import { referralUrl } from './way-effect.ts'

/** The newest ones; the console has them all. */
const SHOWN = 20

export async function readReferralBlock(
  deps: Deps,
  scope: Scope,
  customerId: string,
): Promise<ReferralBlock> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { db, sql } = deps.database
  const account = { corpId, customerId }
  const brought = await listReferrals(deps, scope, { referrerId: customerId, limit: SHOWN })
  const [count] = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Referral" r JOIN "ReferralCode" c ON c."corpId" = r."corpId" AND c."id" = r."codeId"
     WHERE r."corpId" = ? AND c."customerId" = ? AND r."state" = 'credited'`,
    [corpId, customerId],
  )
  const rewards = await db.referralReward.findMany({
    where: account,
    orderBy: { id: 'desc' },
    take: SHOWN,
    select: { id: true, event: true, unit: true, amount: true, state: true, earnedAt: true },
  })
  const chain = (await ancestorsOf(sql, corpId, [customerId])).get(customerId) ?? []
  return {
    ...(await readOwn(deps, scope, customerId)),
    referrer: await readReferrer(deps, scope, customerId),
    depth: chain.length,
    brought: brought.items.map(({ id, referred, state, reason, at }) => ({
      id,
      person: referred,
      state,
      reason,
      at,
    })),
    broughtCount: Number(count?.n ?? 0),
    rewards: rewards.map((row) => ({
      id: row.id,
      amount: row.amount,
      unit: row.unit === 'points' ? 'points' : 'fen',
      event: REWARD_EVENTS.find((event) => event === row.event) ?? 'added',
      state: REWARD_STATES.find((state) => state === row.state) ?? 'earned',
      earnedAt: row.earnedAt.toISOString(),
    })),
    owed: {
      fen: await balanceOf(sql, { ...account, unit: 'fen' }),
      points: await balanceOf(sql, { ...account, unit: 'points' }),
    },
  }
}

async function readOwn(
  deps: Deps,
  { corpId, staffId }: Scope,
  customerId: string,
): Promise<Pick<ReferralBlock, 'link' | 'isOwn'>> {
  const { db, sql } = deps.database
  const own = await sql.all(
    `SELECT 1 AS "ok" FROM "Follow" f JOIN "Contact" k ON k."corpId" = f."corpId" AND k."externalUserid" = f."externalUserid"
     WHERE f."corpId" = ? AND f."staffId" = ? AND k."customerId" = ? AND f."endedAt" IS NULL LIMIT 1`,
    [corpId, staffId, customerId],
  )
  const code = await db.referralCode.findFirst({
    where: { corpId, customerId, staffId },
    orderBy: { id: 'asc' },
  })
  if (!code) return { isOwn: own.length > 0, link: null }
  const { wayState, linkCode, errorText } = code
  const states = ['none', 'making', 'live', 'failed'] as const
  const state = states.find((one) => one === wayState) ?? 'none'
  return { isOwn: own.length > 0, link: { state, url: referralUrl(deps, linkCode), errorText } }
}

async function readReferrer(deps: Deps, scope: Scope, customerId: string): Promise<Person | null> {
  const open = openable(scope, 'c."staffId"', 'referrerOpen')
  const [row] = await deps.database.sql.all<SqlRow>(
    `SELECT c."customerId" AS "referrerId", p."name" AS "referrerName", ${open.sql} FROM "Referral" r
     JOIN "ReferralCode" c ON c."corpId" = r."corpId" AND c."id" = r."codeId"
     JOIN "Customer" p ON p."corpId" = c."corpId" AND p."id" = c."customerId"
     WHERE r."corpId" = ? AND r."customerId" = ? AND r."state" = 'credited' LIMIT 1`,
    [...open.params, scope.corpId, customerId],
  )
  return row ? personOf(row, 'referrer') : null
}
