import { mayRemindAt } from '../../../domain/post/next-poll.ts'
import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { Condition } from '../../staff/scope.ts'
import type { PartPage, PartQuery, PartRow } from '../contract.ts'
import { requirePost, visibleSenders } from '../policy.ts'
import { readReminds } from '../run/remind-times.ts'

type Row = Omit<PartRow, 'staffName' | 'unitName' | 'reminds' | 'mayRemindAt'> & {
  staffName: string
  unitName: string | null
  remindsJson: string
}

/** Members of a post with what they have confirmed and what came of it. */
export async function listParts(
  deps: Deps,
  scope: Scope,
  { id, query }: { id: string; query: PartQuery },
): Promise<PartPage> {
  const post = await requirePost(deps, scope, id)
  const { sql } = deps.database
  const own = visibleSenders(scope, 'r."staffId"')
  const page = keyset({ by: ['r."id"'], direction: 'asc', cursor: query.cursor, limit: query.limit })
  const where: Condition[] = [
    { sql: 'r."corpId" = ? AND r."postId" = ?', params: [scope.corpId, id] },
    own,
    ...(query.state ? [{ sql: 'r."state" = ?', params: [query.state] }] : []),
    { sql: page.where, params: page.params },
  ]
  const count = (state: string): string =>
    `(SELECT COUNT(*) FROM "PostTarget" t WHERE t."corpId" = r."corpId" AND t."partId" = r."id" AND t."state" = '${state}')`
  const rows = await sql.all<Row>(
    `SELECT r."id", r."staffId", s."name" AS "staffName", u."name" AS "unitName", r."arm", r."state", r."size", ${count('delivered')} AS "delivered",
       ${count('failed')} AS "failed", r."confirmedAt", r."remindsJson", r."errorText", r."errorCode", COALESCE(l."text", '') AS "text"
     FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     LEFT JOIN "Unit" u ON u."corpId" = s."corpId" AND u."id" = s."mainUnitId"
     LEFT JOIN "PostLot" l ON l."corpId" = r."corpId" AND l."postId" = r."postId" AND l."lotId" = r."lotId"
     WHERE ${where.map((part) => part.sql).join(' AND ')} ORDER BY ${page.orderBy} LIMIT ?`,
    [...where.flatMap((part) => part.params), page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ['id'], limit: query.limit })
  const nowMs = deps.clock.nowMs()
  return {
    items: items.map(({ remindsJson, unitName, confirmedAt, text, ...row }) => {
      const reminds = readReminds(remindsJson)
      const isWaiting = row.state === 'out' && confirmedAt === null
      return {
        ...row,
        unitName: unitName ?? '',
        confirmedAt: confirmedAt === null ? null : new Date(confirmedAt).toISOString(),
        reminds: reminds.length,
        mayRemindAt: isWaiting ? new Date(Math.max(nowMs, mayRemindAt(reminds, nowMs))).toISOString() : null,
        text: text === '' ? post.draft.content.text : text,
      }
    }),
    nextCursor,
  }
}
