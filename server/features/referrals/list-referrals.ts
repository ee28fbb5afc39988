import { REFERRAL_REFUSALS, type RewardState } from '../../domain/referral.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { ancestorsOf } from './chain.ts'
import type { ReferralList, ReferralRow, ReferralSummary } from './contract.ts'
import { counted, openable, personOf } from './rows.ts'

const PAGE = 50

/** Newest first; with a referrer, the chain below them a step at a time. */
export async function listReferrals(
  deps: Deps,
  scope: Scope,
  query: {
    state?: string | undefined
    referrerId?: string | undefined
    cursor?: string | undefined
    limit?: number
  },
): Promise<ReferralList> {
  const { corpId } = scope
  const { sql } = deps.database
  const limit = query.limit ?? PAGE
  const paging = keyset({ by: ['r."id"'], direction: 'desc', cursor: query.cursor, limit })
  const scoped = counted(scope, 'r."staffId"')
  const referred = openable(scope, 'r."staffId"', 'referredOpen')
  const referrer = openable(scope, 'c."staffId"', 'referrerOpen')
  const rows = await sql.all<SqlRow>(
    `SELECT r."id", r."at", r."source", r."state", r."reason", r."customerId" AS "referredId", k."name" AS "referredName",
       c."customerId" AS "referrerId", p."name" AS "referrerName", s."name" AS "staffName", ${referred.sql}, ${referrer.sql}
     FROM "Referral" r JOIN "ReferralCode" c ON c."corpId" = r."corpId" AND c."id" = r."codeId"
     LEFT JOIN "Customer" k ON k."corpId" = r."corpId" AND k."id" = r."customerId"
     LEFT JOIN "Customer" p ON p."corpId" = r."corpId" AND p."id" = c."customerId"
     LEFT JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."corpId" = ? AND ${scoped.sql} ${query.state ? 'AND r."state" = ?' : ''} ${query.referrerId ? 'AND c."customerId" = ?' : ''}
       AND ${paging.where} ORDER BY ${paging.orderBy} LIMIT ${paging.take}`,
    [
      ...referred.params,
      ...referrer.params,
      corpId,
      ...scoped.params,
      ...[query.state, query.referrerId].filter((value) => value !== undefined),
      ...paging.params,
    ],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['id'], limit })
  const chains = await ancestorsOf(
    sql,
    corpId,
    items.map((row) => String(row['referrerId'])),
  )
  return {
    nextCursor,
    items: items.map((row) => ({
      id: String(row['id']),
      at: rowTime(row['at']).toISOString(),
      source: row['source'] === 'link' ? 'link' : 'advisor',
      state: row['state'] === 'credited' ? 'credited' : 'refused',
      reason: reasonOf(row),
      referrer: personOf(row, 'referrer'),
      referred: personOf(row, 'referred'),
      staffName: String(row['staffName'] ?? ''),
      depth: (chains.get(String(row['referrerId']))?.length ?? 0) + 1,
    })),
  }
}

const reasonOf = (row: SqlRow): ReferralRow['reason'] =>
  REFERRAL_REFUSALS.find((reason) => reason === row['reason']) ?? null

export async function countReferrals(deps: Deps, scope: Scope): Promise<ReferralSummary> {
  const { sql } = deps.database
  const referrals = counted(scope, '"Referral"."staffId"')
  const rewards = counted(scope, '"ReferralReward"."staffId"')
  const states = await sql.all<{ state: string; n: number }>(
    `SELECT "state", COUNT(*) AS "n" FROM "Referral" WHERE "corpId" = ? AND ${referrals.sql} GROUP BY "state"`,
    [scope.corpId, ...referrals.params],
  )
  const sums = await sql.all<{ state: RewardState; n: number; fen: number | null; points: number | null }>(
    `SELECT "state", COUNT(*) AS "n", SUM(CASE WHEN "unit" = 'fen' THEN "amount" ELSE 0 END) AS "fen",
       SUM(CASE WHEN "unit" = 'points' THEN "amount" ELSE 0 END) AS "points"
     FROM "ReferralReward" WHERE "corpId" = ? AND ${rewards.sql} GROUP BY "state"`,
    [scope.corpId, ...rewards.params],
  )
  const count = (state: string): number => Number(states.find((row) => row.state === state)?.n ?? 0)
  return {
    credited: count('credited'),
    refused: count('refused'),
    rewards: sums.map((row) => ({
      state: row.state,
      count: Number(row.n),
      fen: Number(row.fen ?? 0),
      points: Number(row.points ?? 0),
    })),
  }
}
