import { groupHealth, HEALTH_DAYS } from '../../domain/group-health.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { groupBy } from '../../platform/group-by.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import type { Condition } from '../staff/scope.ts'
import { NO_TYPE, type GroupList, type GroupQuery, type GroupRow } from './contract.ts'
import type { Label } from './labels/contract.ts'
import { visibleGroups } from './policy.ts'

type Row = Omit<GroupRow, 'ownerName' | 'type' | 'tags' | 'health'> & {
  ownerName: string | null
  ownerUserid: string
  typeId: string | null
  typeName: string | null
}

const HEALTH_MS = HEALTH_DAYS * 86_400_000
const MOVED = (column: string): string =>
  `(SELECT COUNT(*) FROM "GroupMember" m WHERE m."corpId" = g."corpId" AND m."chatId" = g."chatId" AND m."${column}" >= ?)`

/** Groups one may see, newest first. */
export async function listGroups(deps: Deps, scope: Scope, query: GroupQuery): Promise<GroupList> {
  const where: Condition[] = [
    { sql: 'g."corpId" = ?', params: [scope.corpId] },
    visibleGroups(scope),
    ofState(query.state),
  ]
  where.push(...labelledBy(query))
  if (query.ownerStaffId) where.push({ sql: 'g."ownerStaffId" = ?', params: [query.ownerStaffId] })
  if (query.chatIds)
    where.push({
      sql: inTextList(deps.database.dialect, 'g."chatId"'),
      params: [JSON.stringify(query.chatIds)],
    })
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
  const since = new Date(deps.clock.nowMs() - HEALTH_MS)
  const rows = await deps.database.sql.all<Row>(
    `SELECT g."chatId", g."name", s."name" AS "ownerName", g."ownerUserid", g."ownerStaffId", g."status", g."memberCount", g."externalCount",
      g."createdAt", g."dismissedAt", g."readAt", l."id" AS "typeId", l."name" AS "typeName",
      ${MOVED('joinedAt')} AS "joined", ${MOVED('leftAt')} AS "left"
     FROM "Group" g LEFT JOIN "Staff" s ON s."corpId" = g."corpId" AND s."id" = g."ownerStaffId"
     LEFT JOIN "GroupLabel" l ON l."corpId" = g."corpId" AND l."id" = g."typeId"
     WHERE ${all.map((part) => part.sql).join(' AND ')} ORDER BY g."createdAt" DESC, g."chatId" DESC LIMIT ?`,
    [since, since, ...all.flatMap((part) => part.params), query.limit + 1],
  )
  const { items, nextCursor } = cutPage(rows, query.limit, (row) => ({ at: row.createdAt, id: row.chatId }))
  const tags = await readTags(
    deps,
    scope.corpId,
    items.map((row) => row.chatId),
  )
  return {
    items: items.map((row) => toRow(row, tags.get(row.chatId) ?? [])),
    nextCursor,
    total: after ? null : await count(deps, where),
  }
}

function toRow({ ownerUserid, typeId, typeName, ...row }: Row, tags: readonly Label[]): GroupRow {
  const joined = Number(row.joined)
  const left = Number(row.left)
  return {
    ...row,
    ownerName: row.ownerName ?? ownerUserid,
    createdAt: iso(row.createdAt),
    readAt: iso(row.readAt),
    dismissedAt: row.dismissedAt === null ? null : iso(row.dismissedAt),
    type: typeId === null || typeName === null ? null : { id: typeId, name: typeName },
    tags: tags.map(({ id, name }) => ({ id, name })),
    joined,
    left,
    health: groupHealth({ members: row.memberCount, joined, left }),
  }
}

async function readTags(
  { database: { sql } }: Deps,
  corpId: string,
  chatIds: readonly string[],
): Promise<Map<string, (Label & { chatId: string })[]>> {
  const rows = await sql.all<Label & { chatId: string }>(
    `SELECT t."chatId", l."id", l."name" FROM "GroupTagging" t JOIN "GroupLabel" l ON l."corpId" = t."corpId" AND l."id" = t."labelId"
     WHERE t."corpId" = ? AND ${inTextList(sql.dialect, 't."chatId"')} ORDER BY l."createdAt", l."id"`,
    [corpId, JSON.stringify(chatIds)],
  )
  return groupBy(rows, (row) => row.chatId)
}

function labelledBy({ typeId, tagId }: GroupQuery): Condition[] {
  return [
    ...(typeId === NO_TYPE ? [{ sql: 'g."typeId" IS NULL', params: [] }] : []),
    ...(typeId && typeId !== NO_TYPE ? [{ sql: 'g."typeId" = ?', params: [typeId] }] : []),
    ...(tagId
      ? [
          {
            sql: `EXISTS (SELECT 1 FROM "GroupTagging" t WHERE t."corpId" = g."corpId" AND t."chatId" = g."chatId" AND t."labelId" = ?)`,
            params: [tagId],
          },
        ]
      : []),
  ]
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
