import { toTransferReason, type TransferReason } from '../../domain/transfer-reasons.ts'
import { rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Handover } from './contract.ts'
import { countRows, countsOf, ENDED_STATES, OPEN_STATES, type RowCount, sumOf } from './count-rows.ts'
import { readOpenOrders, summaryOf } from './plan/summary.ts'
import { readTakers } from './plan/make-plan.ts'
import { loadsOf } from './plan/loads.ts'
import { type HandoverView, type StoredHandover, viewHandover } from './policy.ts'
import { giverProblems, readStaffFacts, type StaffFacts } from './staff-facts.ts'

export const STUCK_MS = 48 * 3_600_000

/** A handover as its page shows it: the plan, or how the run stands. */
export async function readHandover(deps: Deps, scope: Scope, id: string): Promise<Handover> {
  const view = await viewHandover(deps, scope, id)
  const { stored, mayAct } = view
  const { corpId, fromStaffId } = stored
  const people = [fromStaffId, stored.createdBy, ...(stored.confirmedBy ? [stored.confirmedBy] : [])]
  const [rows, staff, takers, openOrders, run, ruleUnit] = await Promise.all([
    countRows(deps, stored, view.rows),
    readStaffFacts(deps.database.sql, corpId, people),
    mayAct ? readTakers(deps, stored) : [],
    mayAct ? readOpenOrders(deps, stored) : null,
    readRun(deps, view),
    readUnitName(deps, stored),
  ])
  const giver = staff.get(fromStaffId)
  const extra = await readExtraTakers(deps, { corpId, rows, known: takers.map((taker) => taker.id) })
  const loads = loadsOf({
    takers: [...takers, ...extra],
    rows,
    limit: deps.defaults.customersPerStaff,
    fromStaffId,
  })
  const problems = giver ? giverProblems(deps, giver, stored.family) : []
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null
  return {
    id: stored.id,
    family: stored.family,
    state: stored.state,
    from: {
      staffId: fromStaffId,
      name: giver?.name ?? '',
      unitName: giver?.unitName ?? '',
      leftAt: iso(giver?.leftAt ?? null),
    },
    mayAct,
    version: stored.version,
    plan: mayAct ? stored.plan : { ...stored.plan, successors: [] },
    message: stored.message,
    successors: loads,
    summary: summaryOf({ rows, loads, openOrders, problems, isDraft: stored.state === 'draft' }),
    progress: { ...progressOf(stored, rows), ...run },
    createdByName: staff.get(stored.createdBy)?.name ?? '',
    ruleUnitName: ruleUnit,
    createdAt: stored.createdAt.toISOString(),
    updatedAt: stored.updatedAt.toISOString(),
    confirmedByName: stored.confirmedBy ? (staff.get(stored.confirmedBy)?.name ?? '') : null,
    confirmedAt: iso(stored.confirmedAt),
    pausedAt: iso(stored.pausedAt),
    endedAt: iso(stored.endedAt),
  }
}

async function readUnitName(
  { database: { db } }: Deps,
  { corpId, ruleUnitId }: StoredHandover,
): Promise<string | null> {
  if (ruleUnitId === null) return null
  const unit = await db.unit.findUnique({
    where: { corpId_id: { corpId, id: ruleUnitId } },
    select: { name: true },
  })
  return unit?.name ?? ''
}

function progressOf(
  stored: StoredHandover,
  rows: readonly RowCount[],
): Pick<Handover['progress'], 'customers' | 'groups' | 'total' | 'settled' | 'haltedBy'> {
  return {
    customers: countsOf(rows, 'customer'),
    groups: countsOf(rows, 'group'),
    total: sumOf(rows, [...OPEN_STATES, ...ENDED_STATES]),
    settled: sumOf(rows, ENDED_STATES),
    haltedBy: toTransferReason(stored.haltedBy) satisfies TransferReason | null,
  }
}

/** Those a reassignment brought in. */
async function readExtraTakers(
  deps: Deps,
  { corpId, rows, known }: { corpId: string; rows: readonly RowCount[]; known: readonly string[] },
): Promise<(StaffFacts & { wanted: null })[]> {
  const ids = [...new Set(rows.flatMap((row) => row.toStaffId ?? []))].filter((id) => !known.includes(id))
  if (ids.length === 0) return []
  const facts = await readStaffFacts(deps.database.sql, corpId, ids)
  return [...facts.values()].map((one) => ({ ...one, wanted: null }))
}

type Run = Pick<Handover['progress'], 'batchesDone' | 'batchesTotal' | 'stuck' | 'dueAt' | 'resumesAt'>

async function readRun(deps: Deps, { stored, mayAct, rows: seen }: HandoverView): Promise<Run> {
  const { corpId, id } = stored
  const { sql } = deps.database
  const [[batches], [rows], [effect]] = await Promise.all([
    sql.all<{ total: number; done: number }>(
      `SELECT COUNT(*) AS "total", COALESCE(SUM(CASE WHEN "state" = 'answered' THEN 1 ELSE 0 END), 0) AS "done"
       FROM "HandoverBatch" WHERE "corpId" = ? AND "handoverId" = ? AND "state" <> 'void'`,
      [corpId, id],
    ),
    sql.all<SqlRow>(
      `SELECT COUNT(CASE WHEN r."state" = 'queued' AND r."batchId" IS NULL THEN 1 END) AS "unbatched",
         COUNT(CASE WHEN r."state" IN ('accepted', 'waiting', 'unknown') AND r."startedAt" < ? THEN 1 END) AS "stuck",
         MAX(CASE WHEN r."state" IN ('accepted', 'waiting') THEN r."dueAt" END) AS "dueAt"
       FROM "HandoverRow" r WHERE r."corpId" = ? AND r."handoverId" = ? AND ${seen.sql}`,
      [new Date(deps.clock.nowMs() - STUCK_MS), corpId, id, ...seen.params],
    ),
    sql.all<SqlRow>(
      `SELECT MIN(e."notBefore") AS "at" FROM "HandoverBatch" b JOIN "Effect" e ON e."corpId" = b."corpId" AND e."id" = b."effectId"
       WHERE b."corpId" = ? AND b."handoverId" = ? AND b."state" = 'planned' AND e."state" = 'planned' AND e."attempts" > 0`,
      [corpId, id],
    ),
  ])
  const unbatched = Number(rows?.['unbatched'] ?? 0)
  return {
    // The calls of the whole run say nothing about a part of its rows.
    batchesDone: mayAct ? Number(batches?.done ?? 0) : 0,
    batchesTotal: mayAct ? Number(batches?.total ?? 0) + Math.ceil(unbatched / 100) : 0,
    stuck: Number(rows?.['stuck'] ?? 0),
    dueAt: rowTimeOrNull(rows?.['dueAt'] ?? null)?.toISOString() ?? null,
    resumesAt: (stored.resumesAt ?? rowTimeOrNull(effect?.['at'] ?? null))?.toISOString() ?? null,
  }
}
