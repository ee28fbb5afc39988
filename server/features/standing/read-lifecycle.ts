import { GRADES } from '../../domain/grade.ts'
import { STAGES } from '../../domain/lifecycle.ts'
import { localDateOf } from '../../domain/time.ts'
import type { SqlParam, SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Condition } from '../staff/scope.ts'
import { lifecycle, type Activity, type Lifecycle } from './contract.ts'
import { flag, FOLLOWED, follows, GROUPS } from './followed.ts'
import { RUNG_KINDS } from './ladder.ts'
import { movedWithin, touchedWithin } from '../customers/standing-conditions.ts'
import { readTerms } from './terms.ts'

const stage = lifecycle.shape.stages.element.shape.stage
const MOST_STAFF = 200

/** Counts of persons whom one may see and somebody follows: the list of customers counts the same ones. */
export async function readLifecycle(
  deps: Deps,
  scope: Scope,
  { unitId }: { unitId?: string | undefined },
): Promise<Lifecycle> {
  const seen = seenCustomers(scope, unitId)
  const now = deps.clock.now()
  const [stages, grades, flows, ladder, all, units, staff] = await Promise.all([
    countBy(deps, seen, 's."stage"'),
    countBy(deps, seen, 's."grade"'),
    readFlows(deps, seen, now),
    readLadder(deps, { corpId: scope.corpId, unitId, seen }),
    readActivity(deps, { scope, unitId, now, by: 'all' }),
    readActivity(deps, { scope, unitId, now, by: 'unit' }),
    readActivity(deps, { scope, unitId, now, by: 'staff' }),
  ])
  return {
    asOf: localDateOf(now.getTime()),
    stages: STAGES.map((one) => ({ stage: one, count: stages.get(one) ?? 0 })),
    without: stages.get('') ?? 0,
    grades: GRADES.map((one) => ({ grade: one, count: grades.get(one) ?? 0 })),
    flows,
    ladder,
    all: all[0] ?? { ...NOBODY, id: '', name: '' },
    units,
    staff,
  }
}

const NOBODY = { owners: 0, active30: 0, active90: 0, reachable: 0, lost: 0 }

/** A derived table "seen" of corpId and customerId. */
function seenCustomers(scope: Scope, unitId: string | undefined): Condition {
  const mine = follows(scope, unitId)
  return {
    sql: `(SELECT DISTINCT c."corpId", c."customerId" FROM ${FOLLOWED} WHERE ${mine.sql}) seen`,
    params: mine.params,
  }
}

const STANDING = `"Standing" s ON s."corpId" = seen."corpId" AND s."customerId" = seen."customerId"`

async function countBy(deps: Deps, seen: Condition, column: string): Promise<Map<string, number>> {
  const rows = await deps.database.sql.all<{ value: string | null; count: number }>(
    `SELECT ${column} AS "value", COUNT(*) AS "count" FROM ${seen.sql} LEFT JOIN ${STANDING} GROUP BY ${column}`,
    seen.params,
  )
  return new Map(rows.map((row) => [row.value ?? '', Number(row.count)]))
}

async function readFlows(deps: Deps, seen: Condition, now: Date): Promise<Lifecycle['flows']> {
  const moved = movedWithin(now)
  const rows = await deps.database.sql.all<{ from: string; to: string; count: number }>(
    `SELECT m."fromStage" AS "from", m."toStage" AS "to", COUNT(DISTINCT m."customerId") AS "count"
     FROM ${seen.sql} JOIN "StageChange" m ON m."corpId" = seen."corpId" AND m."customerId" = seen."customerId"
     WHERE ${moved.sql} GROUP BY m."fromStage", m."toStage" ORDER BY 3 DESC, 1, 2`,
    [...seen.params, ...moved.params],
  )
  return rows.map((row) => ({
    from: stage.parse(row.from),
    to: stage.parse(row.to),
    count: Number(row.count),
  }))
}

async function readLadder(
  deps: Deps,
  { corpId, unitId, seen }: { corpId: string; unitId: string | undefined; seen: Condition },
): Promise<Lifecycle['ladder']> {
  const { ladder } = await readTerms(deps.database.sql, corpId, unitId)
  const rows = await deps.database.sql.all<{ rung: number; due: number; held: number; open: number }>(
    `SELECT s."rung", COUNT(*) AS "due", COUNT(s."rungHeld") AS "held", SUM(CASE WHEN EXISTS (
       SELECT 1 FROM "Task" k WHERE k."corpId" = s."corpId" AND k."customerId" = s."customerId" AND k."doneAt" IS NULL
         AND k."kind" IN (${RUNG_KINDS.map(() => '?').join(', ')})) THEN 1 ELSE 0 END) AS "open"
     FROM ${seen.sql} JOIN ${STANDING} WHERE s."rung" IS NOT NULL GROUP BY s."rung"`,
    [...RUNG_KINDS, ...seen.params],
  )
  const after = ladder.by === 'months' ? ladder.months : ladder.ratios
  return {
    isOn: ladder.isOn,
    by: ladder.by,
    rungs: after.map((value, n) => {
      const row = rows.find((one) => Number(one.rung) === n + 1)
      const [due, held, open] = [row?.due ?? 0, row?.held ?? 0, row?.open ?? 0].map(Number)
      return { rung: n + 1, after: value, due: due ?? 0, held: held ?? 0, open: open ?? 0 }
    }),
  }
}

/** Owners of a car, whole, by unit with everything below it, or by advisor. Whom two serve counts for both. */
async function readActivity(
  deps: Deps,
  input: { scope: Scope; unitId: string | undefined; now: Date; by: 'all' | 'unit' | 'staff' },
): Promise<Activity[]> {
  const { scope, unitId, now, by } = input
  const mine = follows(scope, unitId)
  const group = GROUPS[by]
  const touched = [30, 90].map((days) => touchedWithin(days, now))
  const params: SqlParam[] = [...touched.flatMap((one) => one.params), ...mine.params]
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT "id", "name", COUNT(*) AS "owners", SUM("active30") AS "active30", SUM("active90") AS "active90",
       SUM("reachable") AS "reachable", SUM("lost") AS "lost"
     FROM (SELECT ${group.id} AS "id", ${group.name} AS "name", s."customerId",
         ${touched.map((one, n) => `MAX(CASE WHEN ${one.sql} THEN 1 ELSE 0 END) AS "active${n === 0 ? 30 : 90}"`).join(', ')},
         MAX(CASE WHEN f."customerLeftAt" IS NULL AND f."awaitingHandover" = ${flag(deps, false)} THEN 1 ELSE 0 END) AS "reachable",
         MAX(CASE WHEN s."stage" = 'lost' THEN 1 ELSE 0 END) AS "lost"
       FROM ${FOLLOWED} JOIN "Standing" s ON s."corpId" = c."corpId" AND s."customerId" = c."customerId" AND s."isOwner" = ${flag(deps, true)}
       ${group.join} WHERE ${mine.sql} GROUP BY ${group.id}, ${group.name}, s."customerId") owner
     GROUP BY "id", "name" ORDER BY ${by === 'staff' ? 'COUNT(*) DESC, "id"' : '"id"'} LIMIT ${MOST_STAFF}`,
    params,
  )
  const count = (row: SqlRow, name: string): number => Number(row[name])
  return rows.map((row) => ({
    id: String(row['id']),
    name: String(row['name']),
    owners: count(row, 'owners'),
    active30: count(row, 'active30'),
    active90: count(row, 'active90'),
    reachable: count(row, 'reachable'),
    lost: count(row, 'lost'),
  }))
}
