import { localDateOf } from '../../domain/time.ts'
import { bulkUpsert } from '../../platform/db/bulk-upsert.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { type AnyTx, sqlIn } from '../../platform/db/prisma-sql.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Scope } from '../../platform/http/scope.ts'
import { newId } from '../../platform/new-id.ts'
import type { Deps } from '../deps.ts'
import { type TaskList, taskReason, type TaskReason } from './contract.ts'
import { requireCustomer } from './policy.ts'
import { tellPages } from './tell-pages.ts'

/** Open tasks first by due day, then what was done lately. */
export async function listTasks(deps: Deps, scope: Scope, customerId: string): Promise<TaskList> {
  await requireCustomer(deps, scope, customerId)
  const { corpId } = scope
  const { db } = deps.database
  const where = { corpId, customerId }
  const [open, done] = await Promise.all([
    db.task.findMany({
      where: { ...where, doneAt: null },
      orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
      take: 50,
    }),
    db.task.findMany({ where: { ...where, doneAt: { not: null } }, orderBy: { doneAt: 'desc' }, take: 10 }),
  ])
  const rows = [...open, ...done]
  const staff = await db.staff.findMany({
    where: { corpId, id: { in: rows.map((row) => row.staffId) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(staff.map((row) => [row.id, row.name]))
  return {
    items: rows.map(({ id, title, dueOn, doneAt, staffId, kind, reasonJson, closedCause, doneHow }) => ({
      id,
      customerId,
      title,
      dueOn,
      doneAt: doneAt?.toISOString() ?? null,
      staffName: nameOf.get(staffId) ?? '',
      kind,
      reason: reasonJson === null ? null : taskReason.parse(JSON.parse(reasonJson)),
      closedCause,
      isSent: doneHow === 'sent',
    })),
  }
}

export async function addTask(
  deps: Deps,
  scope: Scope,
  { customerId, title, dueOn }: { customerId: string; title: string; dueOn: string },
): Promise<{ id: string }> {
  await requireCustomer(deps, scope, customerId)
  const now = deps.clock.now()
  const { corpId, staffId } = scope
  const task = { customerId, staffId, kind: 'manual', key: null, title, dueOn }
  const [id = ''] = await deps.database.db.$transaction((tx) => openTasks(tx, { corpId, now, tasks: [task] }))
  await tellPages(deps, corpId, [customerId])
  return { id }
}

export interface NewTask {
  /** '' when it is about a group. */
  customerId: string
  chatId?: string | null
  staffId: string
  /** The rule that sets it. */
  kind: string
  /** Once per key, for ever: also when the task is long done. null: by hand, as often as one likes. */
  key: string | null
  title: string
  /** Today when nothing is said. */
  dueOn?: string
  reason?: TaskReason
  /** It is a step of a plan, asked for at a time of its day. */
  step?: { planId: string; planVersion: number; stepId: string; dueAt: Date }
}

/** One task of a rule. Answers its id, or null when there has been one with this key. */
export async function openTask(
  tx: AnyTx,
  { corpId, now, ...task }: NewTask & { corpId: string; now: Date },
): Promise<string | null> {
  const [id] = await openTasks(tx, { corpId, now, tasks: [task] })
  return id ?? null
}

/** Many at once. Answers the ids of those that are new; the unique key decides, whoever else is writing. */
export async function openTasks(
  tx: AnyTx,
  { corpId, now, tasks }: { corpId: string; now: Date; tasks: readonly NewTask[] },
): Promise<string[]> {
  if (tasks.length === 0) return []
  const today = localDateOf(now.getTime())
  const rows = tasks.map(({ reason, step, ...task }) => ({
    dueOn: today,
    ...task,
    ...step,
    corpId,
    id: newId(now.getTime()),
    createdAt: now,
    reasonJson: reason === undefined ? null : JSON.stringify(reason),
  }))
  const columns = ['corpId', 'id', 'customerId', 'staffId', 'title', 'dueOn', 'createdAt'] as const
  const answer = await bulkUpsert(tx, {
    table: 'Task',
    columns: [
      ...columns,
      ...(['kind', 'key', 'reasonJson', 'chatId', 'planId', 'planVersion', 'stepId', 'dueAt'] as const),
    ],
    // Rows by hand have no key: their id tells them apart.
    key: rows.some((row) => row.key === null) ? ['corpId', 'id'] : ['corpId', 'key'],
    update: 'none',
    rows,
    returning: ['id'],
  })
  const ids = answer.rows.map((row) => String(row['id']))
  const written = new Set(ids)
  const ofCustomers = rows.filter((row) => row.customerId !== '' && written.has(row.id))
  await tellTimeline(tx, { corpId, at: now, rows: ofCustomers })
  return ids
}

async function tellTimeline(
  tx: AnyTx,
  input: { corpId: string; at: Date; rows: (NewTask & { id: string; dueOn: string })[] },
): Promise<void> {
  const { corpId, at, rows } = input
  await bulkUpsert(tx, {
    table: 'TimelineEvent',
    columns: ['corpId', 'id', 'customerId', 'at', 'kind', 'key', 'staffId', 'search', 'detailJson'],
    key: ['corpId', 'key'],
    update: 'none',
    rows: rows.map(({ id, customerId, staffId, title, dueOn }) => {
      const detailJson = JSON.stringify({ title, dueOn })
      const search = title.toLowerCase()
      return { corpId, id, customerId, at, kind: 'task', key: `task:${id}`, staffId, search, detailJson }
    }),
  })
}

/** Ends open tasks of a rule whose reason is gone, with the cause that is then shown. Answers how many. */
export async function closeTasks(
  tx: AnyTx,
  { corpId, ids, cause, now }: { corpId: string; ids: readonly string[]; cause: string; now: Date },
): Promise<number> {
  if (ids.length === 0) return 0
  const sql = sqlIn(tx)
  return sql.run(
    `UPDATE "Task" SET "doneAt" = ?, "closedCause" = ? WHERE "corpId" = ? AND "doneAt" IS NULL AND ${inTextList(sql.dialect, '"id"')}`,
    [now, cause, corpId, JSON.stringify(ids)],
  )
}

/** The open tasks of one kind are done: a person has just done what they ask for. */
export async function finishTasks(
  tx: AnyTx,
  { corpId, customerId, kind, now }: { corpId: string; customerId: string; kind: string; now: Date },
): Promise<number> {
  return sqlIn(tx).run(
    `UPDATE "Task" SET "doneAt" = ? WHERE "corpId" = ? AND "customerId" = ? AND "kind" = ? AND "doneAt" IS NULL`,
    [now, corpId, customerId, kind],
  )
}

/** Takes up again what a rule had ended, when the reason for the end is taken back. What a person has done stays done. */
export async function reopenTasks(
  tx: AnyTx,
  { corpId, ids }: { corpId: string; ids: readonly string[] },
): Promise<number> {
  if (ids.length === 0) return 0
  const sql = sqlIn(tx)
  return sql.run(
    `UPDATE "Task" SET "doneAt" = NULL, "closedCause" = NULL, "doneHow" = NULL WHERE "corpId" = ? AND "closedCause" IS NOT NULL AND ${inTextList(sql.dialect, '"id"')}`,
    [corpId, JSON.stringify(ids)],
  )
}

export async function settleTask(
  deps: Deps,
  scope: Scope,
  { id, isDone }: { id: string; isDone: boolean },
): Promise<{ id: string }> {
  const { corpId } = scope
  const found = await deps.database.db.task.findUnique({
    where: { corpId_id: { corpId, id } },
    select: { customerId: true },
  })
  if (!found) throw new AppError('not-found')
  await requireCustomer(deps, scope, found.customerId)
  const { count } = await deps.database.db.task.updateMany({
    // What went out stays sent, whatever is ticked afterwards.
    where: { corpId, id, OR: [{ doneHow: null }, { doneHow: { not: 'sent' } }] },
    data: { doneAt: isDone ? deps.clock.now() : null, closedCause: null, doneHow: isDone ? 'marked' : null },
  })
  if (count === 0 && !isDone) throw new AppError('conflict', { tell: { reason: 'was-sent' } })
  await tellPages(deps, corpId, [found.customerId])
  return { id }
}
