import { REWARD_EVENTS, REWARD_STATES, type RewardState } from '../../domain/referral.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { RewardList, RewardRow } from './contract.ts'
import { counted, openable, personOf } from './rows.ts'

const PAGE = 50

/** Newest first. */
export async function listRewards(
  deps: Deps,
  scope: Scope,
  { state, cursor }: { state?: RewardState | undefined; cursor?: string | undefined },
): Promise<RewardList> {
  const paging = keyset({ by: ['w."id"'], direction: 'desc', cursor, limit: PAGE })
  const scoped = counted(scope, 'w."staffId"')
  const referred = openable(scope, 'w."staffId"', 'referredOpen')
  const referrer = openable(scope, 'w."staffId"', 'referrerOpen')
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT w."id", w."event", w."unit", w."amount", w."state", w."reason", w."earnedAt", w."decidedAt", w."paidAt",
       d."name" AS "decidedBy", m."name" AS "paidBy", w."customerId" AS "referrerId", p."name" AS "referrerName",
       r."customerId" AS "referredId", k."name" AS "referredName", ${referred.sql}, ${referrer.sql}
     FROM "ReferralReward" w JOIN "Referral" r ON r."corpId" = w."corpId" AND r."id" = w."referralId"
     LEFT JOIN "Customer" p ON p."corpId" = w."corpId" AND p."id" = w."customerId"
     LEFT JOIN "Customer" k ON k."corpId" = r."corpId" AND k."id" = r."customerId"
     LEFT JOIN "Staff" d ON d."corpId" = w."corpId" AND d."id" = w."decidedBy"
     LEFT JOIN "Staff" m ON m."corpId" = w."corpId" AND m."id" = w."paidBy"
     WHERE w."corpId" = ? AND ${scoped.sql} ${state === undefined ? '' : 'AND w."state" = ?'} AND ${paging.where}
     ORDER BY ${paging.orderBy} LIMIT ${paging.take}`,
    [
      ...referred.params,
      ...referrer.params,
      scope.corpId,
      ...scoped.params,
      ...(state === undefined ? [] : [state]),
      ...paging.params,
    ],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['id'], limit: PAGE })
  return { nextCursor, items: items.map(rowOf) }
}

function rowOf(row: SqlRow): RewardRow {
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]))
  const time = (name: string): string | null => rowTimeOrNull(row[name])?.toISOString() ?? null
  return {
    id: String(row['id']),
    event: REWARD_EVENTS.find((event) => event === row['event']) ?? 'added',
    unit: row['unit'] === 'points' ? 'points' : 'fen',
    amount: Number(row['amount']),
    state: REWARD_STATES.find((state) => state === row['state']) ?? 'earned',
    reason: text('reason'),
    earnedAt: rowTime(row['earnedAt']).toISOString(),
    decidedAt: time('decidedAt'),
    decidedBy: text('decidedBy'),
    paidAt: time('paidAt'),
    paidBy: text('paidBy'),
    referrer: personOf(row, 'referrer'),
    referred: personOf(row, 'referred'),
  }
}
