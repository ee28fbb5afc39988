import { localDateOf } from '../../domain/time.ts'
import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { seesStaff, visibleStaff, type Condition } from '../staff/scope.ts'
import { taskReason, type DueTask, type DueTasks, type TaskQuery } from './contract.ts'

type Row = Omit<DueTask, 'reason'> & { reasonJson: string | null }

/** Open tasks across customers, the longest due first; what Today counts opens into these. */
export async function listDueTasks(deps: Deps, scope: Scope, query: TaskQuery): Promise<DueTasks> {
  const { sql } = deps.database
  const where = dueTasks(scope, { ...query, today: localDateOf(deps.clock.nowMs()) })
  const { limit, cursor } = query
  const page = keyset({ by: ['t."dueOn"', 't."id"'], direction: 'asc', cursor, limit })
  const rows = await sql.all<Row>(
    `SELECT t."id", t."customerId", cu."name" AS "customerName", t."title", t."dueOn", t."kind", t."reasonJson",
       t."staffId", COALESCE(s."name", '') AS "staffName"
     FROM "Task" t JOIN "Customer" cu ON cu."corpId" = t."corpId" AND cu."id" = t."customerId"
     LEFT JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."staffId"
     WHERE ${where.sql} AND ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.params, ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['dueOn', 'id'], limit })
  return {
    items: items.map(({ reasonJson, ...row }) => ({
      ...row,
      reason: reasonJson === null ? null : taskReason.parse(JSON.parse(reasonJson)),
    })),
    nextCursor,
    total: cursor ? null : await countDueTasks(deps, where),
  }
}

export async function countDueTasks({ database: { sql } }: Deps, where: Condition): Promise<number> {
  const rows = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Task" t WHERE ${where.sql}`,
    where.params,
  )
  return Number(rows[0]?.n ?? 0)
}

/** The open tasks of the asking person (or of all their people), of customers they may open. */
export function dueTasks(
  scope: Scope,
  { due, whose, today }: Pick<TaskQuery, 'due' | 'whose'> & { today: string },
): Condition {
  const own = { sql: 't."staffId" = ?', params: [scope.staffId] }
  const parts: Condition[] = [
    // Steps of plans have a list of their own.
    { sql: 't."corpId" = ? AND t."doneAt" IS NULL AND t."planId" IS NULL', params: [scope.corpId] },
    whose === 'mine' ? own : visibleStaff(scope, 't."staffId"'),
    ofVisibleCustomers(scope),
  ]
  if (due !== 'any') parts.push({ sql: `t."dueOn" ${SIGNS[due]} ?`, params: [today] })
  return {
    sql: parts.map((part) => part.sql).join(' AND '),
    params: parts.flatMap((part) => part.params),
  }
}

const SIGNS = { overdue: '<', today: '=', later: '>' } as const

/** As `requireCustomer` has it: a task of somebody who has gone to a colleague could neither be opened nor settled. */
function ofVisibleCustomers(scope: Scope): Condition {
  if (hasRole(scope, 'admin')) return { sql: '1 = 1', params: [] }
  const visible = seesStaff(scope, 'f."staffId"')
  return {
    sql: `EXISTS (SELECT 1 FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
      WHERE c."corpId" = t."corpId" AND c."customerId" = t."customerId" AND (f."endedAt" IS NULL OR c."lostAt" IS NOT NULL) AND ${visible.sql})`,
    params: visible.params,
  }
}
