import { inTextList } from '../../platform/db/json-sql.ts'
import { BadCursor, readCursor, writeCursor } from '../../platform/db/keyset.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { OverlapList } from './contract.ts'
import { visibleGroups } from './policy.ts'

const PAGE = 30

/** People who are in several of the groups one may see: those in most groups first. */
export async function listOverlaps(
  deps: Deps,
  scope: Scope,
  cursor: string | undefined,
): Promise<OverlapList> {
  const { corpId } = scope
  const { sql } = deps.database
  const groups = visibleGroups(scope)
  const follows = visibleStaff(scope, 'f."staffId"')
  const after = cursor === undefined ? null : readPlace(cursor)
  const rows = await sql.all<{ memberId: string; name: string; groups: number; customerId: string | null }>(
    `SELECT seen."memberId", seen."name", seen."groups", CASE WHEN EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = ?
       AND f."externalUserid" = seen."memberId" AND f."endedAt" IS NULL AND ${follows.sql}) THEN c."customerId" END AS "customerId"
     FROM (SELECT m."memberId", MAX(m."name") AS "name", COUNT(*) AS "groups" FROM "GroupMember" m
       JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId" AND g."dismissedAt" IS NULL
       WHERE m."corpId" = ? AND m."type" = 2 AND m."leftAt" IS NULL AND ${groups.sql}
       GROUP BY m."memberId" HAVING COUNT(*) > 1) seen
     LEFT JOIN "Contact" c ON c."corpId" = ? AND c."externalUserid" = seen."memberId"
     ${after ? 'WHERE (-seen."groups", seen."memberId") > (?, ?)' : ''}
     ORDER BY -seen."groups", seen."memberId" LIMIT ?`,
    [
      corpId,
      ...follows.params,
      corpId,
      ...groups.params,
      corpId,
      ...(after ? [-after.groups, after.memberId] : []),
      PAGE + 1,
    ],
  )
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  const named = await sql.all<{ memberId: string; chatId: string; name: string }>(
    `SELECT m."memberId", g."chatId", g."name" FROM "GroupMember" m
     JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId" AND g."dismissedAt" IS NULL
     WHERE m."corpId" = ? AND m."leftAt" IS NULL AND ${inTextList(sql.dialect, 'm."memberId"')} AND ${groups.sql}
     ORDER BY m."joinedAt", g."chatId"`,
    [corpId, JSON.stringify(page.map((row) => row.memberId)), ...groups.params],
  )
  return {
    items: page.map((row) => ({
      ...row,
      groups: Number(row.groups),
      in: named.filter((one) => one.memberId === row.memberId).map(({ chatId, name }) => ({ chatId, name })),
    })),
    nextCursor: rows.length > PAGE && last ? writeCursor([Number(last.groups), last.memberId]) : null,
  }
}

function readPlace(cursor: string): { groups: number; memberId: string } {
  const [groups, memberId] = readCursor(cursor, 2)
  if (!Number.isFinite(Number(groups))) throw new BadCursor()
  return { groups: Number(groups), memberId: String(memberId) }
}
