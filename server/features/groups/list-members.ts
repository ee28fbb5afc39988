import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff, type Condition } from '../staff/scope.ts'
import type { MemberList, MemberQuery, MemberRow } from './contract.ts'
import { requireGroup } from './policy.ts'

type Row = Omit<MemberRow, 'isAdmin' | 'isOwner'> & { isAdmin: number; isOwner: number }

/** Present members, latest first. A member's person is named only to someone who may open them. */
export async function listMembers(
  deps: Deps,
  scope: Scope,
  { chatId, query }: { chatId: string; query: MemberQuery },
): Promise<MemberList> {
  await requireGroup(deps, scope, chatId)
  const where: Condition[] = [
    { sql: 'm."corpId" = ? AND m."chatId" = ? AND m."leftAt" IS NULL', params: [scope.corpId, chatId] },
  ]
  if (query.type) where.push({ sql: 'm."type" = ?', params: [query.type] })
  if (query.q) {
    const like = `%${query.q.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    where.push({
      sql: `(LOWER(m."name") LIKE ? ESCAPE '\\' OR LOWER(COALESCE(m."groupNickname", '')) LIKE ? ESCAPE '\\' OR cu."search" LIKE ? ESCAPE '\\')`,
      params: [like, like, like],
    })
  }
  if (query.tagId) {
    const tagger = visibleStaff(scope, 't."staffId"')
    where.push({
      sql: `m."memberId" IN (SELECT t."externalUserid" FROM "FollowTag" t WHERE t."corpId" = ? AND t."tagId" = ? AND ${tagger.sql})`,
      params: [scope.corpId, query.tagId, ...tagger.params],
    })
  }
  const after = readCursor(query.cursor)
  if (after)
    where.push({ sql: '(m."joinedAt", m."memberId") < (?, ?)', params: [new Date(after.at), after.id] })
  const visible = visibleStaff(scope, 'f."staffId"')
  const rows = await deps.database.sql.all<Row>(
    `SELECT m."memberId", m."type", m."name", m."isAdmin", CASE WHEN m."memberId" = g."ownerUserid" THEN 1 ELSE 0 END AS "isOwner",
      m."joinedAt", m."joinScene", i."name" AS "invitorName",
      CASE WHEN EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = m."corpId" AND f."externalUserid" = m."memberId"
        AND f."endedAt" IS NULL AND ${visible.sql}) THEN c."customerId" END AS "customerId", r."code" AS "tierCode"
     FROM "GroupMember" m
     JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId"
     LEFT JOIN "Contact" c ON c."corpId" = m."corpId" AND c."externalUserid" = m."memberId"
     LEFT JOIN "Customer" cu ON cu."corpId" = c."corpId" AND cu."id" = c."customerId"
     LEFT JOIN "Rfm" r ON r."corpId" = c."corpId" AND r."customerId" = c."customerId"
     LEFT JOIN "Staff" i ON i."corpId" = m."corpId" AND i."userKey" = LOWER(m."invitorUserid")
     WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY m."joinedAt" DESC, m."memberId" DESC LIMIT ?`,
    [...visible.params, ...where.flatMap((part) => part.params), query.limit + 1],
  )
  const { items, nextCursor } = cutPage(rows, query.limit, (row) => ({ at: row.joinedAt, id: row.memberId }))
  return {
    items: items.map((row) => ({
      ...row,
      isAdmin: row.isAdmin === 1,
      isOwner: row.isOwner === 1,
      joinedAt: new Date(row.joinedAt).toISOString(),
      // The tier belongs to the person: without the right to open them it is not told either.
      tierCode: row.customerId === null ? null : row.tierCode,
    })),
    nextCursor,
  }
}
