import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { newId } from '../../platform/new-id.ts'
import type { LocalDate } from '../../domain/time.ts'
import type { StandingRow } from './stand.ts'

export type StoredRow = StandingRow & { customerId: string }

const COLUMNS = [
  ...(['stage', 'ruleStage', 'stageSince', 'stageCause', 'stageOverride', 'overrideUntil'] as const),
  ...(['overrideBy', 'overrideReason', 'lastVisitOn', 'reactivatedOn', 'visitDays', 'gapDays'] as const),
  ...(['gapSource', 'rung', 'rungDueOn', 'rungHeld', 'grade', 'gradePoints', 'gradeJson'] as const),
  ...([
    'distance',
    'distanceJson',
    'daysToBuy',
    'modelsCompared',
    'lastTouchAt',
    'isOwner',
    'staffId',
    'nextOn',
  ] as const),
] as const satisfies readonly (keyof StandingRow)[]

export async function readStored(
  sql: SqlTx,
  { corpId, customerIds }: { corpId: string; customerIds: readonly string[] },
): Promise<Map<string, StoredRow>> {
  const rows = await sql.all<StoredRow>(
    `SELECT "customerId", ${COLUMNS.map((column) => `"${column}"`).join(', ')} FROM "Standing"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`,
    [corpId, JSON.stringify(customerIds)],
  )
  return new Map(rows.map((row) => [row.customerId, row]))
}

/** Rows that differ from the stored ones, and customers who are none any more. */
export function differences(
  rows: readonly StoredRow[],
  stored: ReadonlyMap<string, StoredRow>,
): { changed: StoredRow[]; gone: string[] } {
  const kept = new Set(rows.map((row) => row.customerId))
  return {
    changed: rows.filter((row) => {
      const old = stored.get(row.customerId)
      return old === undefined || COLUMNS.some((column) => old[column] !== row[column])
    }),
    gone: [...stored.keys()].filter((id) => !kept.has(id)),
  }
}

export async function writeStandings(
  sql: SqlTx,
  input: { corpId: string; asOf: LocalDate; changed: readonly StoredRow[]; gone: readonly string[] },
): Promise<void> {
  const { corpId, asOf, changed, gone } = input
  await bulkUpsert(sql, {
    table: 'Standing',
    columns: ['corpId', 'customerId', ...COLUMNS, 'asOf'],
    key: ['corpId', 'customerId'],
    rows: changed.map((row) => ({
      ...row,
      corpId,
      asOf,
      lastTouchAt: row.lastTouchAt === null ? null : new Date(row.lastTouchAt),
      isOwner: row.isOwner === 1,
    })),
  })
  if (gone.length === 0) return
  await sql.run(`DELETE FROM "Standing" WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')}`, [
    corpId,
    JSON.stringify(gone),
  ])
}

/** Moves from one stage to another, each with what brought it about. */
export async function writeChanges(
  sql: SqlTx,
  input: {
    corpId: string
    at: Date
    today: LocalDate
    changed: readonly StoredRow[]
    stored: ReadonlyMap<string, StoredRow>
    staffId: string | null
  },
): Promise<string[]> {
  const { corpId, at, today, changed, stored, staffId } = input
  const moved = changed.flatMap((row) => {
    const old = stored.get(row.customerId)
    if (old?.stage === row.stage && old.stageOverride === row.stageOverride) return []
    const cause = causeOf(row, old)
    const detail = { lastVisitOn: row.lastVisitOn, rule: row.stageCause, until: row.overrideUntil }
    return [
      {
        corpId,
        at,
        cause,
        id: newId(at.getTime()),
        customerId: row.customerId,
        // Twice the same move for the same cause on one day is one: a repeated job says nothing new. A person may.
        key: [row.customerId, today, old?.stage ?? '', row.stage, cause, staffId ? at.getTime() : ''].join(
          ':',
        ),
        fromStage: old?.stage ?? null,
        toStage: row.stage,
        staffId: cause.startsWith('override') ? staffId : null,
        detailJson: JSON.stringify(detail),
      },
    ]
  })
  await bulkUpsert(sql, {
    table: 'StageChange',
    columns: [
      ...(['corpId', 'id', 'customerId', 'key', 'at', 'fromStage', 'toStage'] as const),
      ...(['cause', 'staffId', 'detailJson'] as const),
    ],
    key: ['corpId', 'key'],
    update: 'none',
    rows: moved,
  })
  return moved.map((row) => row.customerId)
}

function causeOf(row: StoredRow, old: StoredRow | undefined): string {
  if (old === undefined) return 'first'
  if (row.stageOverride !== old.stageOverride)
    return row.stageOverride === null ? 'override-ended' : 'override'
  if (row.lastVisitOn !== old.lastVisitOn)
    return (row.lastVisitOn ?? '') > (old.lastVisitOn ?? '') ? 'visit' : 'correction'
  return row.visitDays === old.visitDays ? 'time' : 'correction'
}
