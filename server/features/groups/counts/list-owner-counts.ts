import { BadCursor, readCursor, writeCursor } from '../../../platform/db/keyset.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { visibleGroupOwners } from '../../staff/scope.ts'
import type { Counts, OwnerCountsList } from './contract.ts'
import { toNumbers } from './read-trend.ts'

const PAGE = 30
const COLUMNS = [
  'newGroups',
  'groups',
  'groupsTalking',
  'newMembers',
  'members',
  'membersTalking',
  'messages',
]

/** Whose groups make up the numbers of one day: those with most members first. */
export async function listOwnerCounts(
  deps: Deps,
  scope: Scope,
  { day, cursor }: { day: string; cursor: string | undefined },
): Promise<OwnerCountsList> {
  const visible = visibleGroupOwners(scope, 'c."ownerStaffId"')
  const after = cursor === undefined ? null : readPlace(cursor)
  const rows = await deps.database.sql.all<
    Counts & { ownerUserid: string; staffId: string | null; name: string | null }
  >(
    `SELECT c."ownerUserid", c."ownerStaffId" AS "staffId", s."name", ${COLUMNS.map((name) => `c."${name}"`).join(', ')}
     FROM "GroupCount" c LEFT JOIN "Staff" s ON s."corpId" = c."corpId" AND s."id" = c."ownerStaffId"
     WHERE c."corpId" = ? AND c."day" = ? AND ${visible.sql} ${after ? 'AND (-c."members", c."ownerUserid") > (?, ?)' : ''}
     ORDER BY -c."members", c."ownerUserid" LIMIT ?`,
    [scope.corpId, day, ...visible.params, ...(after ? [-after.members, after.owner] : []), PAGE + 1],
  )
  const page = rows.slice(0, PAGE)
  const last = page.at(-1)
  return {
    items: page.map(({ ownerUserid, staffId, name, ...counts }) => ({
      ...toNumbers(counts),
      staffId,
      name: name ?? ownerUserid,
    })),
    nextCursor: rows.length > PAGE && last ? writeCursor([Number(last.members), last.ownerUserid]) : null,
  }
}

function readPlace(cursor: string): { members: number; owner: string } {
  const [members, owner] = readCursor(cursor, 2)
  if (!Number.isFinite(Number(members))) throw new BadCursor()
  return { members: Number(members), owner: String(owner) }
}
