import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { memberRows } from '../../audiences/list-members.ts'
import type { Condition } from '../../staff/scope.ts'
import { requirePost, visibleSenders } from '../policy.ts'
import type { MomentResults } from './contract.ts'

const SHOWN = 50

interface ReactionRow {
  kind: 'like' | 'comment'
  actorId: string
  customerId: string | null
  name: string | null
  staffName: string
  createdAt: string
}

/** Who published, who can see it, who reacted; WeCom never tells who has looked. */
export async function readMomentResults(deps: Deps, scope: Scope, id: string): Promise<MomentResults> {
  const { corpId } = scope
  await requirePost(deps, scope, id)
  const { sql } = deps.database
  const own = visibleSenders(scope, 's."id"')
  const ofPost = `"momentId" IN (SELECT r."msgid" FROM "PostPart" r WHERE r."corpId" = ? AND r."postId" = ?)`
  const mine: Condition = {
    sql: `"userid" IN (SELECT s."userid" FROM "Staff" s WHERE s."corpId" = ? AND ${own.sql})`,
    params: [corpId, ...own.params],
  }
  const params = [corpId, corpId, id, ...mine.params]
  const [parts, visible, counts, reactions] = await Promise.all([
    sql.all<{ published: number; waiting: number; readAt: string | null }>(
      `SELECT COUNT(r."confirmedAt") AS "published", COUNT(*) - COUNT(r."confirmedAt") AS "waiting", MAX(r."lastPollAt") AS "readAt"
       FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId" WHERE r."corpId" = ? AND r."postId" = ? AND ${own.sql}`,
      [corpId, id, ...own.params],
    ),
    sql.all<{ n: number }>(
      `SELECT COUNT(DISTINCT "externalUserid") AS "n" FROM "MomentCustomer" WHERE "corpId" = ? AND ${ofPost} AND ${mine.sql} AND "isVisible"`,
      params,
    ),
    sql.all<{ kind: string; n: number }>(
      `SELECT "kind", COUNT(*) AS "n" FROM "MomentReaction" WHERE "corpId" = ? AND ${ofPost} AND ${mine.sql} GROUP BY "kind"`,
      params,
    ),
    sql.all<ReactionRow>(
      `SELECT x."kind", x."actorId", c."customerId", y."name", o."name" AS "staffName", x."createdAt" FROM
         (SELECT * FROM "MomentReaction" WHERE "corpId" = ? AND ${ofPost} AND ${mine.sql}) x
       JOIN "Staff" o ON o."corpId" = x."corpId" AND o."userid" = x."userid"
       LEFT JOIN "Contact" c ON c."corpId" = x."corpId" AND c."externalUserid" = x."actorId"
       LEFT JOIN "Staff" y ON y."corpId" = x."corpId" AND y."userid" = x."actorId"
       ORDER BY x."createdAt" DESC, x."actorId" LIMIT ${SHOWN}`,
      params,
    ),
  ])
  const people = await memberRows(
    deps,
    scope,
    reactions.flatMap((row) => row.customerId ?? []),
  )
  const known = new Map(people.map((row) => [row.id, row]))
  const countOf = (kind: string): number => Number(counts.find((row) => row.kind === kind)?.n ?? 0)
  const [part] = parts
  return {
    publishers: { published: Number(part?.published ?? 0), waiting: Number(part?.waiting ?? 0) },
    visible: Number(visible[0]?.n ?? 0),
    likes: countOf('like'),
    comments: countOf('comment'),
    reactions: reactions.map(({ kind, customerId, name, staffName, createdAt }) => {
      const person = known.get(customerId ?? '')
      return {
        kind,
        staffName,
        name: person?.name ?? name ?? '',
        customerId: person !== undefined && !person.isMasked ? customerId : null,
        isMasked: person?.isMasked ?? false,
        at: new Date(createdAt).toISOString(),
      }
    }),
    readAt: part?.readAt ? new Date(part.readAt).toISOString() : null,
  }
}
