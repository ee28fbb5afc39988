import type { TransferReason } from '../../../domain/transfer-reasons.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Deps } from '../../deps.ts'
import { openKey } from '../open-key.ts'
import type { StoredHandover } from '../policy.ts'
import { readStaffFacts, takerProblems } from '../staff-facts.ts'
import type { PlanRow } from './make-plan.ts'

export const NINETY_DAYS_MS = 90 * 86_400_000
export const MOVES_IN_90_DAYS = 2

export interface CheckedRow extends PlanRow {
  state: 'planned' | 'blocked' | 'excluded'
  reason: TransferReason | null
}

/** The dry run: what WeCom would refuse, as far as anybody can know beforehand. */
export async function checkRows(
  deps: Deps,
  handover: Pick<StoredHandover, 'corpId' | 'family' | 'fromStaffId'>,
  rows: readonly PlanRow[],
): Promise<CheckedRow[]> {
  const { corpId, family, fromStaffId } = handover
  const takerIds = [...new Set(rows.flatMap((row) => row.toStaffId ?? []))]
  const [takers, held, worn] = await Promise.all([
    readStaffFacts(deps.database.sql, corpId, takerIds),
    readHeld(deps, { corpId, rows, fromStaffId }),
    family === 'onjob' ? readWorn(deps, corpId, rows) : new Set<string>(),
  ])
  const reasonOf = (row: PlanRow): TransferReason | null => {
    const taker = row.toStaffId === null ? undefined : takers.get(row.toStaffId)
    if (held.has(openKey(row.kind, fromStaffId, row.objectId))) return 'in-other-handover'
    if (worn.has(`${row.kind} ${row.objectId}`)) return 'twice-in-90-days'
    return taker ? (takerProblems(taker, fromStaffId)[0] ?? null) : 'no-successor'
  }
  return rows.map((row): CheckedRow => {
    if (row.isExcluded) return { ...row, toStaffId: null, state: 'excluded', reason: null }
    const reason = reasonOf(row)
    return { ...row, state: reason ? 'blocked' : 'planned', reason }
  })
}

/** Open transfers of the same relations and groups, in whatever handover. */
async function readHeld(
  deps: Deps,
  { corpId, rows, fromStaffId }: { corpId: string; rows: readonly PlanRow[]; fromStaffId: string },
): Promise<Set<string>> {
  const { sql } = deps.database
  const keys = rows.map((row) => openKey(row.kind, fromStaffId, row.objectId))
  const found = await sql.all<{ openKey: string }>(
    `SELECT "openKey" FROM "HandoverRow" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"openKey"')}`,
    [corpId, JSON.stringify(keys)],
  )
  return new Set(found.map((row) => row.openKey))
}

/** On the job a customer, or a group, moves at most twice in 90 days. We know of the moves that went through us. */
async function readWorn(deps: Deps, corpId: string, rows: readonly PlanRow[]): Promise<Set<string>> {
  const { sql } = deps.database
  const found = await sql.all<{ kind: string; objectId: string }>(
    `SELECT "kind", "objectId" FROM "HandoverTry" WHERE "corpId" = ? AND "family" = 'onjob' AND "state" IN ('accepted', 'done')
       AND "startedAt" > ? AND ${inTextList(sql.dialect, '"objectId"')}
     GROUP BY "kind", "objectId" HAVING COUNT(*) >= ${MOVES_IN_90_DAYS}`,
    [corpId, new Date(deps.clock.nowMs() - NINETY_DAYS_MS), JSON.stringify(rows.map((row) => row.objectId))],
  )
  return new Set(found.map((row) => `${row.kind} ${row.objectId}`))
}
