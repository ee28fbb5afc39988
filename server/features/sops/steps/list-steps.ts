import { STEP_STATES, type StepState } from '../../../domain/sop/plan.ts'
import { localDateOf, startOfDayMs, type LocalDate } from '../../../domain/time.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { Condition } from '../../staff/scope.ts'
import { visibleSenders } from '../../posts/policy.ts'
import { SOP_KIND } from '../sop-kind.ts'
import type { StepDays, StepPage, StepQuery } from './contract.ts'
import { stepReason } from './contract.ts'
import { listHeld } from './list-held.ts'
import { stepState } from './step-state.ts'
import { type About, readWho } from './who.ts'

interface Row extends About {
  taskId: string
  planId: string
  reasonJson: string
  title: string
  staffName: string | null
  dueOn: string
  dueAt: string | null
  doneAt: string | null
  doneHow: string | null
  cause: string | null
}

/** Given steps of the members one answers for: those that wait first due first, others newest first. */
export async function listSteps(deps: Deps, scope: Scope, query: StepQuery): Promise<StepPage> {
  if (query.state === 'held' || query.state === 'held-now') return listHeld(deps, scope, query)
  const { sql } = deps.database
  const today = localDateOf(deps.clock.nowMs())
  const isWaiting = query.state === 'open' || query.state === 'overdue' || query.state === 'today'
  const by = isWaiting ? ['k."dueOn"', 'k."id"'] : ['k."id"']
  const page = keyset({
    by,
    direction: isWaiting ? 'asc' : 'desc',
    cursor: query.cursor,
    limit: query.limit,
  })
  const where = [
    { sql: 'k."corpId" = ? AND k."kind" = ?', params: [scope.corpId, SOP_KIND] },
    visibleSenders(scope, 'k."staffId"'),
    ...conditions(query, scope, today),
    { sql: page.where, params: page.params },
  ]
  const rows = await sql.all<Row & { id: string }>(
    `SELECT k."id", k."id" AS "taskId", k."planId", k."reasonJson", k."title", k."customerId", k."chatId", g."name" AS "groupName",
       s."name" AS "staffName", k."dueOn", k."dueAt", k."doneAt", k."doneHow", k."closedCause" AS "cause"
     FROM "Task" k LEFT JOIN "Staff" s ON s."corpId" = k."corpId" AND s."id" = k."staffId"
     LEFT JOIN "Group" g ON g."corpId" = k."corpId" AND g."chatId" = k."chatId"
     WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.flatMap((part) => part.params), page.take],
  )
  const columns = isWaiting ? (['dueOn', 'id'] as const) : (['id'] as const)
  const { items, nextCursor } = pageOf(rows, { columns, limit: query.limit })
  const who = await readWho(deps, scope, items)
  return { items: items.map((row) => ({ ...who(row), ...toRow(row, today) })), nextCursor }
}

function conditions(
  { planId, stepId, state, day, mine }: StepQuery,
  scope: Scope,
  today: LocalDate,
): Condition[] {
  const is = stepState(today)
  return [
    ...(planId ? [{ sql: 'k."planId" = ?', params: [planId] }] : []),
    ...(stepId ? [{ sql: 'k."stepId" = ?', params: [stepId] }] : []),
    ...(day ? [{ sql: 'k."dueOn" = ?', params: [day] }] : []),
    ...(mine ? [{ sql: 'k."staffId" = ?', params: [scope.staffId] }] : []),
    ...(state === 'today' ? [is.open, { sql: 'k."dueOn" = ?', params: [today] }] : []),
    ...(isGiven(state) ? [is[state]] : []),
  ]
}

function isGiven(state: StepQuery['state']): state is StepState {
  return STEP_STATES.some((one) => one === state)
}

function toRow(row: Row, today: LocalDate) {
  const { taskId, planId, title, dueOn, cause, reasonJson, dueAt, doneAt, doneHow, staffName } = row
  const iso = (at: string | null): string | null => (at === null ? null : new Date(at).toISOString())
  return {
    taskId,
    planId,
    title,
    dueOn,
    cause,
    freeOn: null,
    planTitle: stepReason.parse(JSON.parse(reasonJson)).plan,
    staffName: staffName ?? '',
    dueAt: iso(dueAt),
    state: stateOf({ doneAt, doneHow, dueOn }, today),
    doneAt: iso(doneAt),
  }
}

function stateOf(
  { doneAt, doneHow, dueOn }: Pick<Row, 'doneAt' | 'doneHow' | 'dueOn'>,
  today: LocalDate,
): StepState {
  if (doneAt === null) return dueOn < today ? 'overdue' : 'open'
  return doneHow === 'sent' || doneHow === 'marked' || doneHow === 'skipped' ? doneHow : 'ended'
}

/** Steps by the day they were given for: the calendar of posts shows them beside its posts. */
export async function countByDay(
  deps: Deps,
  scope: Scope,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<StepDays> {
  const own = visibleSenders(scope, 'k."staffId"')
  // A step is given on its day: the time it was written bounds the search.
  const rows = await deps.database.sql.all<{ day: string; given: number; open: number }>(
    `SELECT k."dueOn" AS "day", COUNT(*) AS "given", SUM(CASE WHEN k."doneAt" IS NULL THEN 1 ELSE 0 END) AS "open"
     FROM "Task" k WHERE k."corpId" = ? AND k."kind" = ? AND k."createdAt" >= ? AND k."dueOn" >= ? AND k."dueOn" <= ? AND ${own.sql}
     GROUP BY k."dueOn" ORDER BY k."dueOn"`,
    [scope.corpId, SOP_KIND, new Date(startOfDayMs(from)), from, to, ...own.params],
  )
  return { days: rows.map(({ day, given, open }) => ({ day, given: Number(given), open: Number(open) })) }
}
