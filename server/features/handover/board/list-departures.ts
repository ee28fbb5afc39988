import { localDateOf } from '../../../domain/time.ts'
import { isImportant } from '../../../domain/handover-choice.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import { groupBy } from '../../../platform/group-by.ts'
import type { Condition } from '../../staff/scope.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { visibleStaff } from '../../staff/scope.ts'
import { TIER_CODES } from '../../../domain/tiers.ts'
import { STAFF_COLUMNS, STAFF_FROM, staffFacts, type StaffFacts } from '../staff-facts.ts'
import { handoverState } from '../words/contract.ts'
import type { Departure, DepartureList } from './contract.ts'

const DAY_MS = 86_400_000
const LATE_DAYS = 7
const YEAR_DAYS = 365
/** Departures that are open at one time; more would be a company that closes. */
const LIMIT = 200

/** Everybody who has left and still holds customers or groups, the longest open first. */
export async function listDepartures(deps: Deps, scope: Scope): Promise<DepartureList> {
  const visible = visibleStaff(scope, 's."id"')
  const items = await readDepartures(deps, scope.corpId, {
    sql: `s."status" = 'left' AND ${visible.sql} AND (EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = s."corpId" AND f."staffId" = s."id"
      AND f."endedAt" IS NULL) OR EXISTS (SELECT 1 FROM "Group" g WHERE g."corpId" = s."corpId" AND g."ownerStaffId" = s."id" AND g."dismissedAt" IS NULL))`,
    params: visible.params,
  })
  const sum = (what: 'customerCount' | 'groupCount'): number => items.reduce((all, one) => all + one[what], 0)
  return {
    items,
    customerCount: sum('customerCount'),
    groupCount: sum('groupCount'),
    lateCount: items.filter((one) => one.isLate).length,
  }
}

/** The same facts about any giver, whoever `where` finds. */
export async function readDepartures(deps: Deps, corpId: string, where: Condition): Promise<Departure[]> {
  const { sql } = deps.database
  const rows = await sql.all(
    `SELECT ${STAFF_COLUMNS} FROM ${STAFF_FROM} WHERE s."corpId" = ? AND ${where.sql}
     ORDER BY COALESCE(s."leftAt", s."updatedAt"), s."id" LIMIT ${LIMIT}`,
    [corpId, ...where.params],
  )
  const people = rows.map(staffFacts)
  const ids = JSON.stringify(people.map((one) => one.id))
  const [tiers, groups, moving, runs, knowsOpen, openOrders, worth] = await Promise.all([
    sql.all<{ staffId: string; code: number | null; n: number; fen: number }>(
      `SELECT f."staffId", r."code", COUNT(DISTINCT c."customerId") AS "n", COALESCE(SUM(r."monetaryFen"), 0) AS "fen" FROM "Follow" f
       JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
       LEFT JOIN "Rfm" r ON r."corpId" = c."corpId" AND r."customerId" = c."customerId"
       WHERE f."corpId" = ? AND f."endedAt" IS NULL AND ${inTextList(sql.dialect, 'f."staffId"')} GROUP BY f."staffId", r."code"`,
      [corpId, ids],
    ),
    sql.all<{ staffId: string; n: number }>(
      `SELECT "ownerStaffId" AS "staffId", COUNT(*) AS "n" FROM "Group" WHERE "corpId" = ? AND "dismissedAt" IS NULL
       AND ${inTextList(sql.dialect, '"ownerStaffId"')} GROUP BY "ownerStaffId"`,
      [corpId, ids],
    ),
    sql.all<{ staffId: string; n: number }>(
      `SELECT "fromStaffId" AS "staffId", COUNT(*) AS "n" FROM "HandoverRow" WHERE "corpId" = ? AND "openKey" IS NOT NULL
       AND ${inTextList(sql.dialect, '"fromStaffId"')} GROUP BY "fromStaffId"`,
      [corpId, ids],
    ),
    readNewest(deps, corpId, ids),
    sql.all(
      `SELECT 1 AS "ok" FROM "Order" WHERE "corpId" = ? AND "status" NOT IN ('done', 'cancelled') LIMIT 1`,
      [corpId],
    ),
    sql.all<{ staffId: string; n: number }>(
      `SELECT f."staffId", COUNT(*) AS "n" FROM "Follow" f JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
       JOIN "Order" o ON o."corpId" = c."corpId" AND o."customerId" = c."customerId" AND o."status" NOT IN ('done', 'cancelled')
       WHERE f."corpId" = ? AND f."endedAt" IS NULL AND ${inTextList(sql.dialect, 'f."staffId"')} GROUP BY f."staffId"`,
      [corpId, ids],
    ),
    // One person through two contacts is one person's value. Without a model nobody has one, and no sum is made up.
    sql.all<{ staffId: string; fen: number }>(
      `SELECT k."staffId", SUM(p."clvFen") AS "fen" FROM (
         SELECT DISTINCT f."corpId", f."staffId", c."customerId" FROM "Follow" f
         JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid"
         WHERE f."corpId" = ? AND f."endedAt" IS NULL AND ${inTextList(sql.dialect, 'f."staffId"')}) k
       JOIN "Prediction" p ON p."corpId" = k."corpId" AND p."customerId" = k."customerId" AND p."clvFen" IS NOT NULL
       GROUP BY k."staffId"`,
      [corpId, ids],
    ),
  ])
  const worthOf = new Map(worth.map((row) => [row.staffId, Number(row.fen)]))
  const tiersOf = groupBy(tiers, (row) => row.staffId)
  const numberOf = (list: { staffId: string; n: number }[]): Map<string, number> =>
    new Map(list.map((row) => [row.staffId, row.n]))
  const [groupsOf, movingOf, ordersOf] = [numberOf(groups), numberOf(moving), numberOf(openOrders)]
  return people.map((one): Departure => ({
    ...headOf(one, deps.clock.nowMs()),
    groupCount: groupsOf.get(one.id) ?? 0,
    movingCount: movingOf.get(one.id) ?? 0,
    atRisk: {
      ...valueOf(tiersOf.get(one.id) ?? []),
      clvFen: worthOf.get(one.id) ?? null,
      openOrderCount: knowsOpen.length > 0 ? (ordersOf.get(one.id) ?? 0) : null,
      // Nobody tells of unanswered chats without the chat archive.
      unansweredCount: null,
    },
    handover: runs.get(one.id) ?? null,
  }))
}

type Head = Omit<Departure, 'groupCount' | 'movingCount' | 'atRisk' | 'handover'>

function headOf(one: StaffFacts, nowMs: number): Head {
  const dayOf = (ms: number): number => Date.parse(localDateOf(ms)) / DAY_MS
  const days = one.leftAt === null ? 0 : Math.max(0, dayOf(nowMs) - dayOf(one.leftAt.getTime()))
  return {
    staffId: one.id,
    name: one.name,
    userid: one.userid,
    position: one.position,
    unitId: one.unitId,
    unitName: one.unitName,
    leftAt: one.leftAt?.toISOString() ?? null,
    days,
    isLate: days > LATE_DAYS,
    daysLeft: Math.max(0, YEAR_DAYS - days),
    customerCount: one.current,
  }
}

function valueOf(
  rows: readonly { code: number | null; n: number; fen: number }[],
): Pick<Departure['atRisk'], 'tiers' | 'importantCount' | 'spentFen'> {
  const of = (code: number | null): number => rows.find((row) => row.code === code)?.n ?? 0
  const tiers = [...TIER_CODES, null]
    .map((code) => ({ code, count: of(code) }))
    .filter((tier) => tier.count > 0)
  return {
    tiers,
    importantCount: rows.filter((row) => isImportant(row.code)).reduce((sum, row) => sum + row.n, 0),
    spentFen: rows.reduce((sum, row) => sum + Number(row.fen), 0),
  }
}

/** The newest handover of each giver, with how far it is. */
async function readNewest(
  deps: Deps,
  corpId: string,
  staffIds: string,
): Promise<Map<string, NonNullable<Departure['handover']>>> {
  const { sql } = deps.database
  const rows = await sql.all<{
    id: string
    staffId: string
    state: string
    byName: string | null
    ruleUnitId: string | null
    total: number
    settled: number
  }>(
    `SELECT h."id", h."fromStaffId" AS "staffId", h."state", h."ruleUnitId", s."name" AS "byName",
       (SELECT COUNT(*) FROM "HandoverRow" r WHERE r."corpId" = h."corpId" AND r."handoverId" = h."id" AND r."state" NOT IN ('blocked', 'excluded')) AS "total",
       (SELECT COUNT(*) FROM "HandoverRow" r WHERE r."corpId" = h."corpId" AND r."handoverId" = h."id" AND r."settledAt" IS NOT NULL) AS "settled"
     FROM "Handover" h LEFT JOIN "Staff" s ON s."corpId" = h."corpId" AND s."id" = h."createdBy"
     WHERE h."corpId" = ? AND ${inTextList(sql.dialect, 'h."fromStaffId"')} AND NOT EXISTS
       (SELECT 1 FROM "Handover" n WHERE n."corpId" = h."corpId" AND n."fromStaffId" = h."fromStaffId" AND n."id" > h."id")`,
    [corpId, staffIds],
  )
  return new Map(
    rows.map(({ staffId, byName, ruleUnitId, state, ...row }) => [
      staffId,
      {
        ...row,
        state: handoverState.parse(state),
        createdByName: byName ?? '',
        isByRule: ruleUnitId !== null && state === 'draft',
      },
    ]),
  )
}
