import { inTextList } from '../../platform/db/json-sql.ts'
import { BadCursor, readCursor, writeCursor } from '../../platform/db/keyset.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { OverlapList } from './contract.ts'
import { visibleGroups } from './policy.ts'

const PAGE = 30

// Somebody with two contacts is one person where we know that; a member who is no customer stands for themselves.
const PERSON = `COALESCE(c."customerId", m."memberId")`
const MEMBERS = `"GroupMember" m
  JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId" AND g."dismissedAt" IS NULL
  LEFT JOIN "Contact" c ON c."corpId" = m."corpId" AND c."externalUserid" = m."memberId"`

interface Row {
  /** The first of the person's own ids. */
  memberId: string
  name: string
  groups: number
  customerId: string | null
  person: string
}

/** People who are in several of the groups one may see: those in most groups first. */
export async function listOverlaps(
  deps: Deps,
  scope: Scope,
  cursor: string | undefined,
): Promise<OverlapList> {
  const { corpId } = scope
  const groups = visibleGroups(scope)
  const follows = visibleStaff(scope, 'f."staffId"')
  const after = cursor === undefined ? null : readPlace(cursor)
  const rows = await deps.database.sql.all<Row>(
    `SELECT seen."memberId", seen."name", seen."groups", seen."person",
       CASE WHEN EXISTS (SELECT 1 FROM "Contact" own JOIN "Follow" f ON f."corpId" = own."corpId" AND f."externalUserid" = own."externalUserid"
         WHERE own."corpId" = ? AND own."customerId" = seen."customerId" AND f."endedAt" IS NULL AND ${follows.sql}) THEN seen."customerId" END AS "customerId"
     FROM (SELECT ${PERSON} AS "person", MIN(m."memberId") AS "memberId", MAX(m."name") AS "name",
         MAX(c."customerId") AS "customerId", COUNT(DISTINCT m."chatId") AS "groups"
       FROM ${MEMBERS} WHERE m."corpId" = ? AND m."type" = 2 AND m."leftAt" IS NULL AND ${groups.sql}
       GROUP BY ${PERSON} HAVING COUNT(DISTINCT m."chatId") > 1) seen
     ${after ? 'WHERE (-seen."groups", seen."memberId") > (?, ?)' : ''}
     ORDER BY -seen."groups", seen."memberId" LIMIT ?`,
    [
      corpId,
      ...follows.params,
      corpId,
      ...groups.params,
      ...(after ? [-after.groups, after.memberId] : []),
      PAGE + 1,
    ],
  )
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  const named = await groupsOf(deps, scope, page)
  return {
    items: page.map(({ person, ...row }) => ({
      ...row,
      groups: Number(row.groups),
      in: named.filter((one) => one.person === person).map(({ chatId, name }) => ({ chatId, name })),
    })),
    nextCursor: rows.length > PAGE && last ? writeCursor([Number(last.groups), last.memberId]) : null,
  }
}

/** The groups of these people, each once, in the order they were joined. */
function groupsOf(
  { database: { sql } }: Deps,
  scope: Scope,
  people: readonly Row[],
): Promise<{ person: string; chatId: string; name: string }[]> {
  const groups = visibleGroups(scope)
  const ids = JSON.stringify(people.map((row) => row.person))
  return sql.all(
    `SELECT ${PERSON} AS "person", g."chatId", g."name" FROM ${MEMBERS}
     WHERE m."corpId" = ? AND m."type" = 2 AND m."leftAt" IS NULL AND (${inTextList(sql.dialect, 'm."memberId"')}
       OR m."memberId" IN (SELECT own."externalUserid" FROM "Contact" own WHERE own."corpId" = ? AND ${inTextList(sql.dialect, 'own."customerId"')}))
       AND ${groups.sql}
     GROUP BY ${PERSON}, g."chatId", g."name" ORDER BY MIN(m."joinedAt"), g."chatId"`,
    [scope.corpId, ids, scope.corpId, ids, ...groups.params],
  )
}

function readPlace(cursor: string): { groups: number; memberId: string } {
  const [groups, memberId] = readCursor(cursor, 2)
  if (!Number.isFinite(Number(groups))) throw new BadCursor()
  return { groups: Number(groups), memberId: String(memberId) }
}
