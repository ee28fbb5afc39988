import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import type { Condition } from '../../staff/scope.ts'
import { requirePost, visibleSenders } from '../policy.ts'
import { linksOf } from './chain.ts'
import type { MomentResults } from './contract.ts'

/** How many published, can see it and reacted; WeCom never tells who has looked. */
export async function readMomentResults(deps: Deps, scope: Scope, id: string): Promise<MomentResults> {
  const { corpId } = scope
  const post = await requirePost(deps, scope, id)
  const { sql } = deps.database
  const own = visibleSenders(scope, 's."id"')
  const ofPost = `"momentId" IN (SELECT r."msgid" FROM "PostPart" r WHERE r."corpId" = ? AND r."postId" = ?)`
  const mine: Condition = {
    sql: `"userid" IN (SELECT s."userid" FROM "Staff" s WHERE s."corpId" = ? AND ${own.sql})`,
    params: [corpId, ...own.params],
  }
  const params = [corpId, corpId, id, ...mine.params]
  const [parts, visible, counts, links] = await Promise.all([
    sql.all<{ published: number; waiting: number; readAt: string | null }>(
      `SELECT COUNT(r."confirmedAt") AS "published", COUNT(*) - COUNT(r."confirmedAt") AS "waiting", MAX(r."lastPollAt") AS "readAt"
       FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId" WHERE r."corpId" = ? AND r."postId" = ? AND ${own.sql}`,
      [corpId, id, ...own.params],
    ),
    sql.all<{ chosen: number; visible: number; untold: number }>(
      `SELECT COUNT(*) AS "chosen", COUNT(CASE WHEN "isVisible" THEN 1 END) AS "visible",
         (SELECT COUNT(*) FROM "MomentPublisher" WHERE "corpId" = ? AND ${ofPost} AND ${mine.sql} AND "published" AND NOT COALESCE("isTold", 1 = 1)) AS "untold"
       FROM "MomentCustomer" WHERE "corpId" = ? AND ${ofPost} AND ${mine.sql}`,
      [...params, ...params],
    ),
    sql.all<{ kind: string; n: number }>(
      `SELECT "kind", COUNT(*) AS "n" FROM "MomentReaction" WHERE "corpId" = ? AND ${ofPost} AND ${mine.sql} GROUP BY "kind"`,
      params,
    ),
    linksOf(post) === 'none' ? null : countOpens(deps, { corpId, id }),
  ])
  const countOf = (kind: string): number => Number(counts.find((row) => row.kind === kind)?.n ?? 0)
  const [part] = parts
  return {
    publishers: { published: Number(part?.published ?? 0), waiting: Number(part?.waiting ?? 0) },
    untold: Number(visible[0]?.untold ?? 0),
    chosen: Number(visible[0]?.chosen ?? 0),
    visible: Number(visible[0]?.visible ?? 0),
    links,
    likes: countOf('like'),
    comments: countOf('comment'),
    readAt: part?.readAt ? new Date(part.readAt).toISOString() : null,
  }
}

/** Without programs and colleagues; nobody can say who of those who see it opened. */
async function countOpens(
  { database: { sql } }: Deps,
  { corpId, id }: { corpId: string; id: string },
): Promise<MomentResults['links']> {
  const [row] = await sql.all<{ opens: number; devices: number }>(
    `SELECT COUNT(o."id") AS "opens", COUNT(DISTINCT o."visitor") AS "devices" FROM "TrackedLink" l
     JOIN "LinkOpen" o ON o."corpId" = l."corpId" AND o."linkId" = l."id" WHERE l."corpId" = ? AND l."campaignId" = ?`,
    [corpId, id],
  )
  return { opens: Number(row?.opens ?? 0), devices: Number(row?.devices ?? 0) }
}
