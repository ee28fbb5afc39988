import { startOfDayMs } from '../../domain/time.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import { hasRole, type Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { staffOfUnit, seesStaff, visibleStaff, type Condition } from '../staff/scope.ts'
import type { CustomerList, CustomerQuery } from './contract.ts'
import { followedSince, lostSince } from './follow-conditions.ts'
import { readCustomerRows } from './read-customer-rows.ts'
import { standingConditions } from './standing-conditions.ts'

/** One page of the customers this person may see, newest first, with keyset paging. */
export async function listCustomers(deps: Deps, scope: Scope, query: CustomerQuery): Promise<CustomerList> {
  const where = [...conditions(scope, query), ...standingConditions(scope, query, deps.clock.now())]
  const after = readCursor(query.cursor)
  const page: Condition = after
    ? { sql: '(cu."createdAt", cu."id") < (?, ?)', params: [new Date(after.at), after.id] }
    : { sql: '1 = 1', params: [] }
  const all = [...(isOneByOne(scope, query) ? [ofCorp(scope), someFollow(scope)] : where), page]
  const found = await deps.database.sql.all<{ id: string; createdAt: string }>(
    `SELECT cu."id", cu."createdAt" FROM "Customer" cu WHERE ${all.map((part) => part.sql).join(' AND ')}
     ORDER BY cu."createdAt" DESC, cu."id" DESC LIMIT ?`,
    [...all.flatMap((part) => part.params), query.limit + 1],
  )
  const { items, nextCursor } = cutPage(found, query.limit, (row) => ({ at: row.createdAt, id: row.id }))
  return {
    items: await readCustomerRows(
      deps,
      scope,
      items.map((row) => row.id),
    ),
    nextCursor,
    total: after ? null : await count(deps, where),
  }
}

async function count(deps: Deps, where: Condition[]): Promise<number> {
  const rows = await deps.database.sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Customer" cu WHERE ${where.map((part) => part.sql).join(' AND ')}`,
    where.flatMap((part) => part.params),
  )
  return rows[0]?.n ?? 0
}

function conditions(scope: Scope, query: CustomerQuery): Condition[] {
  const { corpId } = scope
  const parts: Condition[] = [ofCorp(scope), followed(scope, query)]
  // Remarks and tags are their author's: nobody finds a shared customer by what only a foreign colleague wrote.
  const remarker = visibleStaff(scope, 'f2."staffId"')
  for (const word of (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean)) {
    const like = `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    parts.push({
      sql: `(cu."search" LIKE ? ESCAPE '\\' OR cu."id" IN (SELECT c2."customerId" FROM "Follow" f2 JOIN "Contact" c2
        ON c2."corpId" = f2."corpId" AND c2."externalUserid" = f2."externalUserid"
        WHERE f2."corpId" = ? AND f2."search" LIKE ? ESCAPE '\\' AND ${remarker.sql}))`,
      params: [like, corpId, like, ...remarker.params],
    })
  }
  if (query.tier !== undefined)
    parts.push({
      sql: 'cu."id" IN (SELECT r."customerId" FROM "Rfm" r WHERE r."corpId" = ? AND r."code" = ?)',
      params: [corpId, query.tier],
    })
  const tagger = visibleStaff(scope, 't."staffId"')
  if (query.tagId !== undefined)
    parts.push({
      sql: `cu."id" IN (SELECT c3."customerId" FROM "FollowTag" t JOIN "Contact" c3
        ON c3."corpId" = t."corpId" AND c3."externalUserid" = t."externalUserid" WHERE t."corpId" = ? AND t."tagId" = ? AND ${tagger.sql})`,
      params: [corpId, query.tagId, ...tagger.params],
    })
  return parts
}

function ofCorp({ corpId }: Scope): Condition {
  return { sql: 'cu."corpId" = ? AND cu."mergedInto" IS NULL', params: [corpId] }
}

/**
 * Of a whole store or company nearly every customer is one to show: looking at the newest one by one until the page is full
 * costs the page. Collecting all of them first, as for a few follows or behind a filter, costs the company.
 */
function isOneByOne(scope: Scope, query: CustomerQuery): boolean {
  const isWide = hasRole(scope, 'admin', 'manager')
  return (
    isWide &&
    query.state === 'active' &&
    Object.entries(query).every(([name, value]) => isNoFilter(name, value))
  )
}

function isNoFilter(name: string, value: unknown): boolean {
  return value === undefined || ['state', 'cursor', 'limit'].includes(name)
}

/** Somebody in sight follows the customer. */
function someFollow(scope: Scope): Condition {
  const visible = seesStaff(scope, 'f."staffId"')
  return {
    sql: `EXISTS (SELECT 1 FROM "Contact" c JOIN "Follow" f ON f."corpId" = c."corpId" AND f."externalUserid" = c."externalUserid"
      WHERE c."corpId" = cu."corpId" AND c."customerId" = cu."id" AND f."endedAt" IS NULL AND ${visible.sql})`,
    params: visible.params,
  }
}

/** The customers behind the visible follows in the asked state, staff and unit. */
function followed(scope: Scope, query: CustomerQuery): Condition {
  const visible = visibleStaff(scope, 'f."staffId"')
  const parts: Condition[] = [{ sql: 'f."corpId" = ?', params: [scope.corpId] }, visible, followState(query)]
  if (query.staffId !== undefined) parts.push({ sql: 'f."staffId" = ?', params: [query.staffId] })
  if (query.unitId !== undefined) parts.push(staffOfUnit(scope.corpId, query.unitId, 'f."staffId"'))
  return {
    sql: `cu."id" IN (SELECT c."customerId" FROM "Follow" f JOIN "Contact" c
      ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid" WHERE ${parts.map((part) => part.sql).join(' AND ')})`,
    params: parts.flatMap((part) => part.params),
  }
}

function followState({ state, since: day }: CustomerQuery): Condition {
  const since = day === undefined ? null : new Date(startOfDayMs(day))
  switch (state) {
    case 'active':
      if (since) return followedSince(since)
      return { sql: 'f."endedAt" IS NULL', params: [] }
    case 'awaiting':
      return { sql: 'f."endedAt" IS NULL AND f."awaitingHandover" = ?', params: [true] }
    case 'lost':
      if (since) return lostSince(since)
      return {
        sql: `f."endedAt" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Follow" f4 WHERE f4."corpId" = f."corpId"
          AND f4."externalUserid" = f."externalUserid" AND f4."endedAt" IS NULL)`,
        params: [],
      }
  }
}
