import { keyset, pageOf } from '../../../platform/db/keyset.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import { memberRows } from '../../audiences/list-members.ts'
import type { Deps } from '../../deps.ts'
import { requirePost, visibleSenders } from '../policy.ts'
import type { MomentReactionPage, MomentReactionQuery } from './contract.ts'

interface Row {
  kind: 'like' | 'comment'
  actorId: string
  momentId: string
  userid: string
  customerId: string | null
  actorName: string | null
  staffName: string
  createdAt: string
}

const ORDER = ['createdAt', 'actorId', 'kind', 'momentId', 'userid'] as const

/** Likes and comments of a moment, the newest first; WeCom gives no words of comments. */
export async function listReactions(
  deps: Deps,
  scope: Scope,
  { id, query: { kind, cursor, limit } }: { id: string; query: MomentReactionQuery },
): Promise<MomentReactionPage> {
  await requirePost(deps, scope, id)
  const { corpId } = scope
  const own = visibleSenders(scope, 's."id"')
  const by = ORDER.map((column) => `x."${column}"`)
  const page = keyset({ by, direction: 'desc', cursor, limit })
  const rows = await deps.database.sql.all<Row>(
    `SELECT x."kind", x."actorId", x."momentId", x."userid", c."customerId", y."name" AS "actorName", s."name" AS "staffName", x."createdAt"
     FROM "MomentReaction" x JOIN "Staff" s ON s."corpId" = x."corpId" AND s."userid" = x."userid"
     LEFT JOIN "Contact" c ON c."corpId" = x."corpId" AND c."externalUserid" = x."actorId"
     LEFT JOIN "Staff" y ON y."corpId" = x."corpId" AND y."userid" = x."actorId"
     WHERE x."corpId" = ? AND x."momentId" IN (SELECT r."msgid" FROM "PostPart" r WHERE r."corpId" = ? AND r."postId" = ?)
       AND ${own.sql} AND (x."kind" = ? OR ? = '') AND ${page.where} ORDER BY ${page.orderBy} LIMIT ?`,
    [corpId, corpId, id, ...own.params, kind ?? '', kind ?? '', ...page.params, page.take],
  )
  const { items, nextCursor } = pageOf(rows, { columns: ORDER, limit })
  const customerIds = items.flatMap((row) => row.customerId ?? [])
  const known = new Map((await memberRows(deps, scope, customerIds)).map((row) => [row.id, row]))
  return {
    nextCursor,
    items: items.map((row) => {
      const person = known.get(row.customerId ?? '')
      return {
        key: ORDER.map((column) => row[column]).join(' '),
        kind: row.kind,
        name: person?.name ?? row.actorName ?? '',
        isMasked: person?.isMasked ?? false,
        customerId: person !== undefined && !person.isMasked ? row.customerId : null,
        staffName: row.staffName,
        at: new Date(row.createdAt).toISOString(),
      }
    }),
  }
}
