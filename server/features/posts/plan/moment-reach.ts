import type { Condition } from '../../staff/scope.ts'
import type { Deps } from '../../deps.ts'
import type { StoredPost } from '../stored-post.ts'
import { mayBeSender } from './senders.ts'

/** Follows `f` whose customer would see a moment: of a member who may publish, with one of the tags if there are any. */
function reached(post: StoredPost): Condition {
  const may = mayBeSender(post, 'f."staffId"')
  const { tagIds } = post.draft.audience
  const tagged =
    tagIds.length === 0
      ? '1 = 1'
      : `EXISTS (SELECT 1 FROM "FollowTag" ft WHERE ft."corpId" = f."corpId" AND ft."staffId" = f."staffId"
          AND ft."externalUserid" = f."externalUserid" AND ft."tagId" IN (${tagIds.map(() => '?').join(', ')}))`
  return {
    sql: `f."corpId" = ? AND f."endedAt" IS NULL AND f."customerLeftAt" IS NULL AND ${may.sql} AND ${tagged}`,
    params: [post.corpId, ...may.params, ...tagIds],
  }
}

/** WeCom takes members and corp tags for a moment, no list of customers: so this is who could see it. */
export async function momentReach(
  { database: { sql } }: Deps,
  post: StoredPost,
): Promise<{ staff: number; customers: number }> {
  const where = reached(post)
  const [row] = await sql.all<{ staff: number; customers: number }>(
    `SELECT COUNT(DISTINCT f."staffId") AS "staff", COUNT(DISTINCT c."customerId") AS "customers" FROM "Follow" f
     JOIN "Contact" c ON c."corpId" = f."corpId" AND c."externalUserid" = f."externalUserid" WHERE ${where.sql}`,
    where.params,
  )
  return { staff: Number(row?.staff ?? 0), customers: Number(row?.customers ?? 0) }
}

/** Each member with the customers they would show it to. */
export async function momentPublishers(
  { database: { sql } }: Deps,
  post: StoredPost,
): Promise<{ staffId: string; size: number }[]> {
  const where = reached(post)
  const rows = await sql.all<{ staffId: string; size: number }>(
    `SELECT f."staffId", COUNT(*) AS "size" FROM "Follow" f WHERE ${where.sql} GROUP BY f."staffId" ORDER BY f."staffId"`,
    where.params,
  )
  return rows.map(({ staffId, size }) => ({ staffId, size: Number(size) }))
}
