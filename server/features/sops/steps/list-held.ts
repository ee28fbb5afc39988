import { localDateOf, type LocalDate } from '../../../domain/time.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { visibleSenders } from '../../posts/policy.ts'
import type { Condition } from '../../staff/scope.ts'
import { holdsSince } from '../run/write-holds.ts'
import type { OpenSteps, StepPage, StepQuery } from './contract.ts'
import { type About, readWho } from './who.ts'

interface Row extends About {
  key: string
  planId: string
  planTitle: string
  title: string
  staffName: string | null
  dueOn: string
  reason: string
  freeOn: string | null
}

/** Holds `h` of steps that may still be given: their plan runs, and their day is not long ago. */
function waiting(today: LocalDate): Condition {
  return {
    sql: `h."dueOn" >= ? AND EXISTS (SELECT 1 FROM "SopPlan" r WHERE r."corpId" = h."corpId" AND r."id" = h."planId" AND r."state" = 'running')`,
    params: [holdsSince(today)],
  }
}

/** Steps that were held back, of the members one answers for, the last day first. */
export async function listHeld(deps: Deps, scope: Scope, query: StepQuery): Promise<StepPage> {
  const { planId, stepId, day, mine, state, limit, cursor } = query
  const page = keyset({ by: ['h."dueOn"', 'h."key"'], direction: 'desc', cursor, limit })
  const where: Condition[] = [
    { sql: 'h."corpId" = ?', params: [scope.corpId] },
    visibleSenders(scope, 'h."staffId"'),
    ...(state === 'held-now' ? [waiting(localDateOf(deps.clock.nowMs()))] : []),
    ...(planId ? [{ sql: 'h."planId" = ?', params: [planId] }] : []),
    ...(stepId ? [{ sql: 'h."stepId" = ?', params: [stepId] }] : []),
    ...(day ? [{ sql: 'h."dueOn" = ?', params: [day] }] : []),
    ...(mine ? [{ sql: 'h."staffId" = ?', params: [scope.staffId] }] : []),
    { sql: page.where, params: page.params },
  ]
  const rows = await deps.database.sql.all<Row>(
    `SELECT h."key", h."planId", p."title" AS "planTitle", h."title", h."customerId", h."chatId", g."name" AS "groupName",
       s."name" AS "staffName", h."dueOn", h."reason", h."freeOn"
     FROM "SopHold" h JOIN "SopPlan" p ON p."corpId" = h."corpId" AND p."id" = h."planId"
     LEFT JOIN "Staff" s ON s."corpId" = h."corpId" AND s."id" = h."staffId"
     LEFT JOIN "Group" g ON g."corpId" = h."corpId" AND g."chatId" = h."chatId"
     WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.flatMap((part) => part.params), page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['dueOn', 'key'], limit })
  const who = await readWho(deps, scope, items)
  return {
    items: items.map((row) => ({
      ...who(row),
      taskId: row.key,
      planId: row.planId,
      planTitle: row.planTitle,
      title: row.title,
      staffName: row.staffName ?? '',
      dueOn: row.dueOn,
      dueAt: null,
      state: 'held',
      doneAt: null,
      cause: row.reason,
      freeOn: row.freeOn,
    })),
    nextCursor,
  }
}

/** Of one customer or group, the first due first. */
export async function readHeld(
  { database: { sql }, clock }: Deps,
  corpId: string,
  { customerId, chatId }: { customerId: string; chatId?: string },
): Promise<OpenSteps['held']> {
  const still = waiting(localDateOf(clock.nowMs()))
  return sql.all<OpenSteps['held'][number]>(
    `SELECT h."title", h."reason", h."freeOn" FROM "SopHold" h WHERE h."corpId" = ? AND h."customerId" = ? AND ${still.sql}
       ${chatId === undefined ? '' : 'AND h."chatId" = ?'} ORDER BY h."dueOn", h."key" LIMIT 20`,
    [corpId, customerId, ...still.params, ...(chatId === undefined ? [] : [chatId])],
  )
}

/** How many of each step of some plans were held back and not given. */
export async function countHeld(
  { database: { sql } }: Deps,
  scope: Scope,
  planIds: readonly string[],
): Promise<{ planId: string; stepId: string; held: number }[]> {
  const own = visibleSenders(scope, 'h."staffId"')
  const rows = await sql.all<{ planId: string; stepId: string; held: number }>(
    `SELECT h."planId", h."stepId", COUNT(*) AS "held" FROM "SopHold" h
     WHERE h."corpId" = ? AND ${inTextList(sql.dialect, 'h."planId"')} AND ${own.sql} GROUP BY h."planId", h."stepId"`,
    [scope.corpId, JSON.stringify(planIds), ...own.params],
  )
  return rows.map((row) => ({ ...row, held: Number(row.held) }))
}

export async function countHeldNow(
  { database: { sql } }: Deps,
  scope: Scope,
  today: LocalDate,
): Promise<number> {
  const own = visibleSenders(scope, 'h."staffId"')
  const still = waiting(today)
  const [row] = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "SopHold" h WHERE h."corpId" = ? AND ${own.sql} AND ${still.sql}`,
    [scope.corpId, ...own.params, ...still.params],
  )
  return Number(row?.n ?? 0)
}
