import type { Deps } from '../deps.ts'
import type { Condition } from '../staff/scope.ts'
import type { Counts } from './contract.ts'
import { rowState, type RowKind } from './words/contract.ts'

export interface RowCount {
  kind: RowKind
  state: keyof Counts
  reason: string | null
  toStaffId: string | null
  important: number
  count: number
}

/** Every row of a handover in one count, so that the figures of a page always add up. */
export async function countRows(
  deps: Deps,
  { corpId, id }: { corpId: string; id: string },
  seen: Condition = { sql: '1 = 1', params: [] },
): Promise<RowCount[]> {
  const rows = await deps.database.sql.all<RowCount & { state: string; kind: string }>(
    `SELECT r."kind", r."state", r."reason", r."toStaffId", COUNT(*) AS "count",
       SUM(CASE WHEN r."tierCode" IN (1, 3, 5, 7) THEN 1 ELSE 0 END) AS "important"
     FROM "HandoverRow" r WHERE r."corpId" = ? AND r."handoverId" = ? AND ${seen.sql}
     GROUP BY r."kind", r."state", r."reason", r."toStaffId"`,
    [corpId, id, ...seen.params],
  )
  return rows.map((row) => ({
    ...row,
    kind: row.kind === 'group' ? 'group' : 'customer',
    state: rowState.parse(row.state),
    important: Number(row.important),
    count: Number(row.count),
  }))
}

export function countsOf(rows: readonly RowCount[], kind: RowKind): Counts {
  const counts: Counts = {
    planned: 0,
    blocked: 0,
    excluded: 0,
    queued: 0,
    unknown: 0,
    accepted: 0,
    waiting: 0,
    done: 0,
    refused: 0,
    full: 0,
    limited: 0,
    failed: 0,
    cancelled: 0,
  }
  for (const row of rows) if (row.kind === kind) counts[row.state] += row.count
  return counts
}

export const OPEN_STATES = ['queued', 'unknown', 'accepted', 'waiting'] as const
export const ENDED_STATES = ['done', 'refused', 'full', 'limited', 'failed', 'cancelled'] as const

export function sumOf(rows: readonly RowCount[], states: readonly (keyof Counts)[]): number {
  return rows.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + row.count, 0)
}
