import { maskText } from '../../domain/masks.ts'
import type { SqlRow } from '../../platform/db/index.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import { AppError } from '../../platform/http/app-error.ts'
import { cutPage, readCursor } from '../../platform/http/cursor.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { visibleStaff } from '../staff/scope.ts'
import type { JoinerList, JoinerQuery } from './contract.ts'

const PAGE = 50
const OF_KIND: Record<JoinerQuery['kind'], string> = {
  joined: '1 = 1',
  stayed: 'm."leftAt" IS NULL',
  left: 'm."leftAt" IS NOT NULL',
}

/** The people behind a group code's numbers: a person in two of its groups came twice. */
export async function listJoiners(
  deps: Deps,
  scope: Scope,
  { id, query }: { id: string; query: JoinerQuery },
): Promise<JoinerList> {
  const { corpId } = scope
  const { sql, db } = deps.database
  const code = await db.groupCode.findUnique({
    where: { corpId_id: { corpId, id } },
    select: { state: true },
  })
  if (!code) throw new AppError('not-found', { log: 'no such group code' })
  const after = readCursor(query.cursor)
  const visible = visibleStaff(scope, 'f."staffId"')
  // One may be in several groups: the key of a row is the member and the group.
  const key = `(m."memberId" || ' ' || m."chatId")`
  const rows = await sql.all<SqlRow>(
    `SELECT m."memberId", m."chatId", g."name" AS "groupName", m."name", m."joinedAt", m."leftAt", m."quitScene", ${key} AS "key",
       CASE WHEN EXISTS (SELECT 1 FROM "Follow" f WHERE f."corpId" = m."corpId" AND f."externalUserid" = m."memberId" AND ${visible.sql})
         THEN k."customerId" END AS "customerId"
     FROM "GroupMember" m
     JOIN "Group" g ON g."corpId" = m."corpId" AND g."chatId" = m."chatId"
     LEFT JOIN "Contact" k ON k."corpId" = m."corpId" AND k."externalUserid" = m."memberId"
     WHERE m."corpId" = ? AND m."state" = ? AND ${OF_KIND[query.kind]} ${after ? `AND (m."joinedAt", ${key}) < (?, ?)` : ''}
     ORDER BY m."joinedAt" DESC, ${key} DESC LIMIT ?`,
    [...visible.params, corpId, code.state, ...(after ? [new Date(after.at), after.id] : []), PAGE + 1],
  )
  const { items, nextCursor } = cutPage(rows, PAGE, (row) => ({
    at: rowTime(row['joinedAt']).toISOString(),
    id: String(row['key']),
  }))
  return {
    items: items.map((row) => {
      const customerId = row['customerId'] === null ? null : String(row['customerId'])
      const name = String(row['name'])
      return {
        memberId: String(row['memberId']),
        chatId: String(row['chatId']),
        groupName: String(row['groupName']),
        customerId,
        name: customerId === null ? maskText(name) : name,
        joinedAt: rowTime(row['joinedAt']).toISOString(),
        leftAt: rowTimeOrNull(row['leftAt'])?.toISOString() ?? null,
        leftBy: row['quitScene'] === null ? null : Number(row['quitScene']) === 1 ? 'removed' : 'self',
      }
    }),
    nextCursor,
  }
}
