import { keyset, pageOf } from '../../platform/db/keyset.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { HandoverPage } from './contract.ts'
import { family, type HandoverState, handoverState } from './words/contract.ts'

const LIMIT = 30

/** Handovers of the people one answers for, and those that bring something to them, newest first. */
export async function listHandovers(
  deps: Deps,
  scope: Scope,
  query: { state?: HandoverState | undefined; fromStaffId?: string | undefined; cursor?: string | undefined },
): Promise<HandoverPage> {
  const given = visibleStaff(scope, 'h."fromStaffId"')
  const taken = visibleStaff(scope, 'r."toStaffId"')
  const seen = `FROM "HandoverRow" r WHERE r."corpId" = h."corpId" AND r."handoverId" = h."id" AND (${given.sql} OR ${taken.sql})`
  const seenParams = [...given.params, ...taken.params]
  const count = (condition: string): string => `(SELECT COUNT(*) ${seen} AND ${condition})`
  const page = keyset({
    by: ['h."createdAt"', 'h."id"'],
    direction: 'desc',
    cursor: query.cursor,
    limit: LIMIT,
  })
  const rows = await deps.database.sql.all<SqlRow>(
    `SELECT h."id", h."family", h."state", h."createdAt", h."endedAt", h."fromStaffId", f."name" AS "fromName", f."leftAt",
       u."name" AS "unitName", b."name" AS "byName",
       CASE WHEN ${given.sql} THEN 1 ELSE 0 END AS "mayAct",
       ${count(`r."kind" = 'customer' AND r."state" NOT IN ('blocked', 'excluded')`)} AS "customers",
       ${count(`r."kind" = 'group' AND r."state" NOT IN ('blocked', 'excluded')`)} AS "groups",
       ${count(`r."state" NOT IN ('planned', 'blocked', 'excluded')`)} AS "total", ${count('r."settledAt" IS NOT NULL')} AS "settled"
     FROM "Handover" h JOIN "Staff" f ON f."corpId" = h."corpId" AND f."id" = h."fromStaffId"
     LEFT JOIN "Unit" u ON u."corpId" = f."corpId" AND u."id" = f."mainUnitId"
     LEFT JOIN "Staff" b ON b."corpId" = h."corpId" AND b."id" = h."createdBy"
     WHERE h."corpId" = ? AND (${given.sql} OR (h."state" <> 'draft' AND EXISTS (SELECT 1 ${seen})))
       AND ${query.state ? 'h."state" = ?' : '1 = 1'}
       AND ${query.fromStaffId ? 'h."fromStaffId" = ?' : '1 = 1'} AND ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [
      ...given.params,
      ...seenParams,
      ...seenParams,
      ...seenParams,
      ...seenParams,
      scope.corpId,
      ...given.params,
      ...seenParams,
      ...(query.state ? [query.state] : []),
      ...(query.fromStaffId ? [query.fromStaffId] : []),
      ...page.params,
      page.take,
    ],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['createdAt', 'id'], limit: LIMIT })
  return { items: items.map(summaryOf), nextCursor }
}

function summaryOf(row: SqlRow): HandoverPage['items'][number] {
  const text = (name: string): string => (row[name] === null ? '' : String(row[name]))
  return {
    id: text('id'),
    family: family.parse(row['family']),
    state: handoverState.parse(row['state']),
    mayAct: Number(row['mayAct']) === 1,
    from: {
      staffId: text('fromStaffId'),
      name: text('fromName'),
      unitName: text('unitName'),
      leftAt: rowTimeOrNull(row['leftAt'])?.toISOString() ?? null,
    },
    createdByName: text('byName'),
    createdAt: rowTime(row['createdAt']).toISOString(),
    endedAt: rowTimeOrNull(row['endedAt'])?.toISOString() ?? null,
    customers: Number(row['customers']),
    groups: Number(row['groups']),
    settled: Number(row['settled']),
    total: Number(row['total']),
  }
}
