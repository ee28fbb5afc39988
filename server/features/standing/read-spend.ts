import { addMonths, type LocalDate, localDateOf } from '../../domain/time.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Condition } from '../staff/scope.ts'
import type { OwnerSpend, Spend, SpendQuery, SpendRow } from './contract.ts'
import { flag, FOLLOWED, follows, GROUPS } from './followed.ts'

const MONTHS = 12
const MOST_ROWS = 200

/** What owners spent on service in the last twelve months, whole, by unit with everything below it, and by advisor. */
export async function readSpend(
  deps: Deps,
  scope: Scope,
  { unitId }: { unitId?: string | undefined },
): Promise<Spend> {
  const days = lastYear(deps)
  const of = (by: keyof typeof GROUPS) => readRows(deps, scope, { unitId, days, by })
  const [all, units, staff] = await Promise.all([of('all'), of('unit'), of('staff')])
  return { ...days, all: all[0] ?? { id: '', name: '', owners: 0, payers: 0, spentFen: 0 }, units, staff }
}

interface Days {
  /** The first day that does not count any more. */
  after: LocalDate
  until: LocalDate
}

function lastYear({ clock }: Deps): Days {
  const until = localDateOf(clock.nowMs())
  return { after: addMonths(until, -MONTHS), until }
}

/** Net of refunds; the price of a car is no spend of a year. */
function spentBy(corpId: string, { after, until }: Days): Condition {
  return {
    sql: `(SELECT o."customerId", SUM(o."paidFen" - o."refundedFen") AS "spentFen", COUNT(DISTINCT o."orderedOn") AS "visits",
        MAX(o."orderedOn") AS "lastOn" FROM "Order" o
      WHERE o."corpId" = ? AND o."customerId" IS NOT NULL AND o."status" = 'done' AND o."kind" = 'service'
        AND o."orderedOn" > ? AND o."orderedOn" <= ? GROUP BY o."customerId")`,
    params: [corpId, after, until],
  }
}

const ownersOf = (deps: Deps) =>
  `${FOLLOWED} JOIN "Standing" s ON s."corpId" = c."corpId" AND s."customerId" = c."customerId" AND s."isOwner" = ${flag(deps, true)}`

async function readRows(
  deps: Deps,
  scope: Scope,
  { unitId, days, by }: { unitId: string | undefined; days: Days; by: keyof typeof GROUPS },
): Promise<SpendRow[]> {
  const mine = follows(scope, unitId)
  const group = GROUPS[by]
  const spend = spentBy(scope.corpId, days)
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT owner."id", owner."name", COUNT(*) AS "owners",
       SUM(CASE WHEN spend."spentFen" > 0 THEN 1 ELSE 0 END) AS "payers", SUM(COALESCE(spend."spentFen", 0)) AS "spentFen"
     FROM (SELECT DISTINCT ${group.id} AS "id", ${group.name} AS "name", s."customerId"
       FROM ${ownersOf(deps)} ${group.join} WHERE ${mine.sql}) owner
     LEFT JOIN ${spend.sql} spend ON spend."customerId" = owner."customerId"
     GROUP BY owner."id", owner."name" ORDER BY ${by === 'staff' ? 'COUNT(*) DESC, owner."id"' : 'owner."id"'} LIMIT ${MOST_ROWS}`,
    [...mine.params, ...spend.params],
  )
  return rows.map((row) => ({
    id: String(row['id']),
    name: String(row['name']),
    owners: Number(row['owners']),
    payers: Number(row['payers']),
    spentFen: Number(row['spentFen']),
  }))
}

/** The owners behind such a figure who spent something or got it back, the most first. */
export async function listOwnerSpend(
  deps: Deps,
  scope: Scope,
  { unitId, staffId, cursor, limit }: SpendQuery,
): Promise<{ items: OwnerSpend[]; nextCursor: string | null }> {
  const mine = follows(scope, unitId)
  const spend = spentBy(scope.corpId, lastYear(deps))
  const by = ['x."spentFen"', 'x."customerId"'] as const
  const page = keyset({ by, direction: 'desc', cursor, limit })
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT x.* FROM (SELECT spend."customerId", cu."name", spend."spentFen", spend."visits", spend."lastOn"
       FROM (SELECT DISTINCT s."customerId" FROM ${ownersOf(deps)}
         WHERE ${mine.sql} ${staffId === undefined ? '' : 'AND f."staffId" = ?'}) owner
       JOIN ${spend.sql} spend ON spend."customerId" = owner."customerId"
       JOIN "Customer" cu ON cu."corpId" = ? AND cu."id" = owner."customerId") x
     WHERE x."spentFen" <> 0 AND ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [
      ...mine.params,
      ...(staffId === undefined ? [] : [staffId]),
      ...spend.params,
      scope.corpId,
      ...page.params,
      page.take,
    ],
  )
  const items = rows.map((row) => ({
    customerId: String(row['customerId']),
    name: String(row['name']),
    spentFen: Number(row['spentFen']),
    visits: Number(row['visits']),
    lastOn: String(row['lastOn']),
  }))
  return pageOf(items, { columns: ['spentFen', 'customerId'], limit })
}
