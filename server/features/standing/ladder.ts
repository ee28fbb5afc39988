import { rungKey } from '../../domain/lifecycle.ts'
import { addDays, startOfDayMs, type LocalDate } from '../../domain/time.ts'
import type { SqlTx } from '../../platform/db/index.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { closeTasks, openTasks, reopenTasks, type NewTask } from '../customers/tasks.ts'
import type { StandingTerms } from './contract.ts'
import type { StoredRow } from './stored.ts'

/** What the advisor is asked to do on each rung; pages show their own words for the kinds. */
const TITLES = ['流失挽回：发活动消息', '流失挽回：短信或更大优惠', '流失挽回：打电话，给最大优惠']
export const RUNG_KINDS = ['winback-1', 'winback-2', 'winback-3']

interface RungTask {
  id: string
  customerId: string
  key: string
  isOpen: number
  /** Ended by a rule and not by a person. */
  isClosed: number
}

interface Wanted {
  corpId: string
  today: LocalDate
  now: Date
  termsOf: (customerId: string) => StandingTerms
  rows: readonly StoredRow[]
  /** Whom nobody may write to, and until when as far as that is known. */
  held: ReadonlyMap<string, { why: string; freeOn: LocalDate | null }>
  gone: readonly string[]
}

/**
 * Exactly one task for each rung and absence: the key says so, for ever. Tasks whose absence has ended, or that a later
 * rung has overtaken, end with the cause. Fills in `rungHeld` where something stands against a task.
 */
export async function climb(sql: SqlTx, wanted: Wanted): Promise<StoredRow[]> {
  const { corpId, now, rows, gone } = wanted
  const ids = [...rows.map((row) => row.customerId), ...gone]
  const tasks = await readTasks(sql, corpId, ids)
  const known = new Map(tasks.map((task) => [task.key, task]))
  const given = await readGiven(sql, wanted)
  const opened: NewTask[] = []
  const reopened: string[] = []
  const climbed = rows.map((row): StoredRow => {
    const key = keyOf(row)
    const task = key === null ? undefined : known.get(key)
    // Open, or done by a person: there has been this one. Ended by a rule whose reason was taken back: it goes on.
    if (key === null || (task && task.isClosed === 0)) return row
    const why = heldBack(row, wanted, given)
    if (why !== null) return { ...row, rungHeld: why.why, nextOn: sooner(row.nextOn, why.freeOn) }
    if (task) reopened.push(task.id)
    else opened.push(taskOf(row, key, wanted))
    return row
  })
  await closeStale(sql, { corpId, now, tasks, rows, held: wanted.held })
  await openTasks(sql, { corpId, now, tasks: opened })
  await reopenTasks(sql, { corpId, ids: reopened })
  return climbed
}

function keyOf({ customerId, lastVisitOn, rung }: StoredRow): string | null {
  return rung === null || lastVisitOn === null ? null : rungKey(customerId, lastVisitOn, rung)
}

function taskOf(row: StoredRow, key: string, { today, termsOf }: Wanted): NewTask {
  const rung = row.rung ?? 1
  const { by, months, ratios, actWithinDays } = termsOf(row.customerId).ladder
  return {
    customerId: row.customerId,
    staffId: row.staffId ?? '',
    kind: RUNG_KINDS[rung - 1] ?? 'winback-3',
    key,
    title: TITLES[rung - 1] ?? '流失挽回',
    dueOn: addDays(today, actWithinDays),
    reason: {
      rung,
      by,
      after: (by === 'months' ? months : ratios)[rung - 1] ?? null,
      lastVisitOn: row.lastVisitOn,
      rungDueOn: row.rungDueOn,
      gapDays: row.gapDays,
      gapSource: row.gapSource,
    },
  }
}

/** Opt-out and caps beat the ladder; so does an advisor who knows better, and the day that is full. */
function heldBack(
  row: StoredRow,
  { held, today, termsOf }: Wanted,
  given: Map<string, number>,
): { why: string; freeOn: LocalDate | null } | null {
  const { customerId, staffId, stageOverride, overrideUntil } = row
  if (stageOverride !== null && stageOverride !== 'dormant' && stageOverride !== 'lost')
    return { why: 'override', freeOn: overrideUntil === null ? null : addDays(overrideUntil, 1) }
  if (staffId === null) return { why: 'no-advisor', freeOn: null }
  const gate = held.get(customerId)
  if (gate) return gate
  const count = given.get(staffId) ?? 0
  if (count >= termsOf(customerId).ladder.perAdvisorADay)
    return { why: 'day-full', freeOn: addDays(today, 1) }
  given.set(staffId, count + 1)
  return null
}

async function closeStale(
  sql: SqlTx,
  input: {
    corpId: string
    now: Date
    tasks: readonly RungTask[]
    rows: readonly StoredRow[]
    held: Wanted['held']
  },
): Promise<void> {
  const { corpId, now, tasks, rows, held } = input
  const rowOf = new Map(rows.map((row) => [row.customerId, row]))
  const idsOf = new Map<string, string[]>()
  for (const task of tasks) {
    if (task.isOpen !== 1) continue
    const cause = endOf(task, rowOf.get(task.customerId), held)
    if (cause !== null) idsOf.set(cause, [...(idsOf.get(cause) ?? []), task.id])
  }
  for (const [cause, ids] of idsOf) await closeTasks(sql, { corpId, ids, cause, now })
}

/** Why an open task of the ladder has lost its reason; null: it has not. */
function endOf(task: RungTask, row: StoredRow | undefined, held: Wanted['held']): string | null {
  if (row === undefined) return 'merged'
  if (held.get(row.customerId)?.why === 'opted-out') return 'opted-out'
  if (task.key === keyOf(row)) return null
  const isSameAbsence = task.key.startsWith(`winback:${row.customerId}:${row.lastVisitOn ?? ''}:`)
  if (isSameAbsence) return row.rung === null ? 'ladder-changed' : 'next-rung'
  return 'visited'
}

async function readTasks(sql: SqlTx, corpId: string, ids: readonly string[]): Promise<RungTask[]> {
  return sql.all<RungTask>(
    `SELECT "id", "customerId", "key", CASE WHEN "doneAt" IS NULL THEN 1 ELSE 0 END AS "isOpen",
       CASE WHEN "closedCause" IS NULL THEN 0 ELSE 1 END AS "isClosed" FROM "Task"
     WHERE "corpId" = ? AND ${inTextList(sql.dialect, '"customerId"')} AND "key" IS NOT NULL
       AND "kind" IN (${RUNG_KINDS.map(() => '?').join(', ')})`,
    [corpId, JSON.stringify(ids), ...RUNG_KINDS],
  )
}

/** How many tasks of the ladder each advisor has been given today. */
async function readGiven(sql: SqlTx, { corpId, today, rows }: Wanted): Promise<Map<string, number>> {
  const staffIds = [...new Set(rows.flatMap((row) => (row.rung === null ? [] : (row.staffId ?? []))))]
  if (staffIds.length === 0) return new Map()
  const counts = await sql.all<{ staffId: string; count: number }>(
    `SELECT "staffId", COUNT(*) AS "count" FROM "Task" WHERE "corpId" = ? AND "kind" IN (${RUNG_KINDS.map(() => '?').join(', ')})
     AND "createdAt" >= ? GROUP BY "staffId"`,
    [corpId, ...RUNG_KINDS, new Date(startOfDayMs(today))],
  )
  return new Map(counts.map((row) => [row.staffId, Number(row.count)]))
}

function sooner(a: LocalDate | null, b: LocalDate | null): LocalDate | null {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}
