import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { memberRows } from '../../audiences/list-members.ts'
import type { Deps } from '../../deps.ts'
import type { Condition } from '../../staff/scope.ts'
import { requirePost, visibleSenders } from '../policy.ts'
import type {
  MomentCustomerPage,
  MomentCustomerQuery,
  MomentPublisherPage,
  MomentPublisherQuery,
} from './contract.ts'

interface PublisherRow {
  id: string
  staffId: string
  staffName: string
  unitName: string | null
  publishedAt: string | null
  isTold: number | null
  chosen: number
  visible: number
}

/** Members of a moment, each with whom it was chosen for and who can see it; what WeCom has not told is null. */
export async function listPublishers(
  deps: Deps,
  scope: Scope,
  { id, query }: { id: string; query: MomentPublisherQuery },
): Promise<MomentPublisherPage> {
  await requirePost(deps, scope, id)
  const { corpId } = scope
  const own = visibleSenders(scope, 'r."staffId"')
  const page = keyset({ by: ['r."id"'], direction: 'asc', cursor: query.cursor, limit: query.limit })
  const where: Condition[] = [
    { sql: 'r."corpId" = ? AND r."postId" = ?', params: [corpId, id] },
    own,
    { sql: query.state === undefined ? '1 = 1' : STATES[query.state], params: [] },
    { sql: page.where, params: page.params },
  ]
  const count = (which: string): string =>
    `(SELECT COUNT(*) FROM "MomentCustomer" mc WHERE mc."corpId" = r."corpId" AND mc."momentId" = r."msgid" AND mc."userid" = s."userid"${which})`
  const rows = await deps.database.sql.all<PublisherRow>(
    `SELECT r."id", r."staffId", s."name" AS "staffName", u."name" AS "unitName", r."confirmedAt" AS "publishedAt",
       CASE WHEN ${TOLD} THEN 1 ELSE 0 END AS "isTold", ${count('')} AS "chosen", ${count(' AND mc."isVisible"')} AS "visible"
     FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     LEFT JOIN "MomentPublisher" p ON p."corpId" = r."corpId" AND p."momentId" = r."msgid" AND p."userid" = s."userid"
     WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.flatMap((part) => part.params), page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['id'], limit: query.limit })
  return {
    nextCursor,
    items: items.map(({ staffId, staffName, unitName, publishedAt, isTold, chosen, visible }) => ({
      staffId,
      staffName,
      unitName: unitName ?? '',
      publishedAt: publishedAt === null ? null : new Date(publishedAt).toISOString(),
      chosen: isTold ? Number(chosen) : null,
      visible: isTold ? Number(visible) : null,
    })),
  }
}

const TOLD = 'p."published" AND COALESCE(p."isTold", 1 = 1)'
const STATES = {
  published: 'r."confirmedAt" IS NOT NULL',
  waiting: 'r."confirmedAt" IS NULL',
  untold: `r."confirmedAt" IS NOT NULL AND NOT COALESCE(${TOLD}, 1 = 0)`,
} as const

interface CustomerRow {
  externalUserid: string
  userid: string
  customerId: string | null
  staffName: string
  isVisible: number | boolean
}

/** Customers a moment was chosen for, once for each member who published it. */
export async function listMomentCustomers(
  deps: Deps,
  scope: Scope,
  { id, query }: { id: string; query: MomentCustomerQuery },
): Promise<MomentCustomerPage> {
  await requirePost(deps, scope, id)
  const { corpId } = scope
  const own = visibleSenders(scope, 's."id"')
  const page = keyset({
    by: ['mc."externalUserid"', 'mc."userid"'],
    direction: 'asc',
    cursor: query.cursor,
    limit: query.limit,
  })
  const where: Condition[] = [
    {
      sql: `mc."corpId" = ? AND mc."momentId" IN (SELECT r."msgid" FROM "PostPart" r WHERE r."corpId" = ? AND r."postId" = ?)`,
      params: [corpId, corpId, id],
    },
    own,
    {
      sql: query.staffId === undefined ? '1 = 1' : 's."id" = ?',
      params: query.staffId === undefined ? [] : [query.staffId],
    },
    {
      sql:
        query.seen === undefined ? '1 = 1' : query.seen === 'yes' ? 'mc."isVisible"' : 'NOT mc."isVisible"',
      params: [],
    },
    { sql: page.where, params: page.params },
  ]
  const rows = await deps.database.sql.all<CustomerRow>(
    `SELECT mc."externalUserid", mc."userid", c."customerId", s."name" AS "staffName", mc."isVisible" FROM "MomentCustomer" mc
     JOIN "Staff" s ON s."corpId" = mc."corpId" AND s."userid" = mc."userid"
     LEFT JOIN "Contact" c ON c."corpId" = mc."corpId" AND c."externalUserid" = mc."externalUserid"
     WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.flatMap((part) => part.params), page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['externalUserid', 'userid'], limit: query.limit })
  const people = await memberRows(
    deps,
    scope,
    items.flatMap((row) => row.customerId ?? []),
  )
  const known = new Map(people.map((row) => [row.id, row]))
  return {
    nextCursor,
    items: items.map(({ externalUserid, userid, customerId, staffName, isVisible }) => {
      const person = known.get(customerId ?? '')
      return {
        key: `${externalUserid} ${userid}`,
        name: person?.name ?? '',
        isMasked: person?.isMasked ?? false,
        customerId: person !== undefined && !person.isMasked ? customerId : null,
        staffName,
        isVisible: Boolean(isVisible),
      }
    }),
  }
}
