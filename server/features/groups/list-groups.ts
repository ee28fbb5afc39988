import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Condition } from '../staff/scope.ts'
import type { GroupList, GroupQuery, GroupRow } from './contract.ts'
import { visibleGroups } from './policy.ts'

type Row = Omit<GroupRow, 'ownerName'> & { ownerName: string | null; ownerUserid: string }

/** Groups one may see, newest first. */
export async function listGroups(deps: Deps, scope: Scope, query: GroupQuery): Promise<GroupList> {
  const where: Condition[] = [
    { sql: 'g."corpId" = ?', params: [scope.corpId] },
    visibleGroups(scope),
    ofState(query.state),
  ]
  if (query.ownerStaffId) where.push({ sql: 'g."ownerStaffId" = ?', params: [query.ownerStaffId] })
  for (const word of (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean))
    where.push({
      sql: `g."search" LIKE ? ESCAPE '\\'`,
      params: [`%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`],
    })
  const after = readCursor(query.cursor)
  const page: Condition[] = after
    ? [{ sql: '(g."createdAt", g."chatId") < (?, ?)', params: [new Date(after.at), after.id] }]
    : []
  const all = [...where, ...page]
  const rows = await deps.database.sql.all<Row>(
    `SELECT g."chatId", g."name", s."name" AS "ownerName", g."ownerUserid", g."status", g."memberCount", g."externalCount",
      g."createdAt", g."dismissedAt", g."readAt"
     FROM "Group" g LEFT JOIN "Staff" s ON s."corpId" = g."corpId" AND s."id" = g."ownerStaffId"
     WHERE ${all.map((part) => part.sql).join(' AND ')} ORDER BY g."createdAt" DESC, g."chatId" DESC LIMIT ?`,
    [...all.flatMap((part) => part.params), query.limit + 1],
  )
  const { items, nextCursor } = cutPage(rows, query.limit, (row) => ({ at: row.createdAt, id: row.chatId }))
  return {
    items: items.map(({ ownerUserid, ...row }) => ({
      ...row,
      ownerName: row.ownerName ?? ownerUserid,
      createdAt: iso(row.createdAt),
      readAt: iso(row.readAt),
      dismissedAt: row.dismissedAt === null ? null : iso(row.dismissedAt),
    })),
    nextCursor,
    total: after ? null : await count(deps, where),
  }
}

async function count(deps: Deps, where: Condition[]): Promise<number> {
  const rows = await deps.database.sql.all<{ n: number }>(
    `SELECT COUNT(*) AS "n" FROM "Group" g WHERE ${where.map((part) => part.sql).join(' AND ')}`,
    where.flatMap((part) => part.params),
  )
  return rows[0]?.n ?? 0
}

function ofState(state: GroupQuery['state']): Condition {
  switch (state) {
    case 'active':
      return { sql: 'g."dismissedAt" IS NULL', params: [] }
    case 'ownerless':
      return { sql: 'g."dismissedAt" IS NULL AND g."status" = 1', params: [] }
    case 'dismissed':
      return { sql: 'g."dismissedAt" IS NOT NULL', params: [] }
  }
}

function iso(text: string): string {
  return new Date(text).toISOString()
}
