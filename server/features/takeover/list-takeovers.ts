import { BadCursor, readCursor, writeCursor } from '../../platform/db/keyset.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { type Condition, visibleStaff } from '../staff/scope.ts'
import { takeoverItem, type TakeoverItem, type TakeoverPage, type TakeoverQuery } from './contract.ts'
import { standingSql } from './standing-sql.ts'

/** Scores of proposals stay below. */
const GREETED_LAST = 1000

/** The most pressing proposal after the greeting. */
const next = (column: string): string =>
  `(SELECT a."${column}" FROM "Action" a WHERE a."corpId" = t."corpId" AND a."customerId" = t."customerId"
     AND a."rule" <> 'inherited-greeting' ORDER BY a."rank" LIMIT 1)`

/** Inherited customers: those not greeted yet first, and of both the one first for whom most is due. */
export async function listTakeovers(deps: Deps, scope: Scope, query: TakeoverQuery): Promise<TakeoverPage> {
  const { sql } = deps.database
  const where = conditions(scope, query)
  const after = positionOf(query.cursor)
  const inner = `SELECT t.*, ${standingSql('t')} AS "standing", COALESCE(${next('score')}, 0) AS "score" FROM "Takeover" t
    WHERE ${where.map((part) => part.sql).join(' AND ')}`
  const place = `(CASE WHEN t."standing" = 'silent' THEN 0 ELSE ${GREETED_LAST} END - t."score")`
  const rest: Condition[] = [
    ...(query.ungreeted ? [{ sql: `t."standing" = 'silent'`, params: [] }] : []),
    ...(after ? [{ sql: `(${place}, t."id") > (?, ?)`, params: [after.place, after.id] }] : []),
  ]
  const params = where.flatMap((part) => part.params)
  const rows = await sql.all<SqlRow>(
    `SELECT t."id", t."customerId", t."externalUserid", c."name", c."avatar", r."code", t."fromStaffId", g."name" AS "fromName",
       t."toStaffId", s."name" AS "toName", t."beganAt", t."standing", ${place} AS "place", ${next('rule')} AS "rule",
       ${next('dueOn')} AS "dueOn", (SELECT COUNT(*) FROM "Task" k WHERE k."corpId" = t."corpId"
         AND k."customerId" = t."customerId" AND k."doneAt" IS NULL) AS "openTasks"
     FROM (${inner}) t
     JOIN "Contact" c ON c."corpId" = t."corpId" AND c."externalUserid" = t."externalUserid"
     JOIN "Staff" g ON g."corpId" = t."corpId" AND g."id" = t."fromStaffId"
     JOIN "Staff" s ON s."corpId" = t."corpId" AND s."id" = t."toStaffId"
     LEFT JOIN "Rfm" r ON r."corpId" = t."corpId" AND r."customerId" = t."customerId"
     WHERE ${['1 = 1', ...rest.map((part) => part.sql)].join(' AND ')} ORDER BY ${place}, t."id" LIMIT ?`,
    [...params, ...rest.flatMap((part) => part.params), query.limit + 1],
  )
  const items = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? items.at(-1) : undefined
  const nextCursor = last ? writeCursor([Number(last['place']), String(last['id'])]) : null
  const total = after ? null : await count(deps, { inner, params, isUngreeted: query.ungreeted === 'true' })
  return { items: items.map(itemOf), nextCursor, total }
}

function positionOf(cursor: string | undefined): { place: number; id: string } | null {
  if (cursor === undefined || cursor === '') return null
  const [place, id] = readCursor(cursor, 2)
  if (typeof place !== 'number' || typeof id !== 'string') throw new BadCursor()
  return { place, id }
}

/** Of one's own people; whoever answers for the giver sees where the customers went, too. */
function conditions(scope: Scope, query: TakeoverQuery): Condition[] {
  const to = visibleStaff(scope, 't."toStaffId"')
  const from = visibleStaff(scope, 't."fromStaffId"')
  const isLeader = hasRole(scope, 'manager') || hasRole(scope, 'admin')
  return [
    { sql: 't."corpId" = ?', params: [scope.corpId] },
    isLeader ? { sql: `(${to.sql} OR ${from.sql})`, params: [...to.params, ...from.params] } : to,
    ...(query.handoverId ? [{ sql: 't."handoverId" = ?', params: [query.handoverId] }] : []),
    ...(query.toStaffId ? [{ sql: 't."toStaffId" = ?', params: [query.toStaffId] }] : []),
  ]
}

async function count(
  { database: { sql } }: Deps,
  { inner, params, isUngreeted }: { inner: string; params: Condition['params']; isUngreeted: boolean },
): Promise<number> {
  const rows = await sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM (${inner}) t WHERE ${isUngreeted ? `t."standing" = 'silent'` : '1 = 1'}`,
    params,
  )
  return Number(rows[0]?.n ?? 0)
}

function itemOf(row: SqlRow): TakeoverItem {
  const { id, customerId, externalUserid, name, avatar } = row
  return takeoverItem.parse({
    id,
    customerId,
    externalUserid,
    name,
    avatar,
    standing: row['standing'],
    tierCode: row['code'] === null ? null : Number(row['code']),
    from: { staffId: row['fromStaffId'], name: row['fromName'] },
    to: { staffId: row['toStaffId'], name: row['toName'] },
    beganAt: rowTime(row['beganAt']).toISOString(),
    openTasks: Number(row['openTasks']),
    next: row['rule'] === null ? null : { rule: row['rule'], dueOn: row['dueOn'] },
  })
}
