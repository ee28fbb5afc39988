import { z } from 'zod'
import { originsIn } from '../../domain/post/content.ts'
import { inTextList } from '../../platform/db/json-sql.ts'
import { holdsText } from '../../platform/db/text-sql.ts'
import type { Deps } from '../deps.ts'

const from = z.object({ scriptId: z.string(), version: z.number() }).optional()
const content = z.object({ from, attachments: z.array(z.object({ from })) })
const draft = z.object({ content, second: content.nullable() })
const ARMS = ['a', 'b'] as const

/** In how many posts that went out something was used, and to how many receivers the contents with it were delivered. */
export async function readPostUsage(
  { database: { sql } }: Deps,
  { corpId, id, since }: { corpId: string; id: string; since: Date },
): Promise<{ posts: number; postDelivered: number }> {
  const named = holdsText(sql.dialect, '"draftJson"', namedIn(id))
  const rows = await sql.all<{ id: string; draftJson: string }>(
    `SELECT "id", "draftJson" FROM "Post" WHERE "corpId" = ? AND "startedAt" >= ? AND ${named.sql}`,
    [corpId, since, ...named.params],
  )
  const used = new Set(
    rows.flatMap((row) => armsWith(id, JSON.parse(row.draftJson)).map((arm) => `${row.id} ${arm}`)),
  )
  const postIds = [...new Set([...used].map((key) => key.split(' ')[0] ?? ''))]
  if (postIds.length === 0) return { posts: 0, postDelivered: 0 }
  const delivered = await sql.all<{ postId: string; arm: string; n: number }>(
    `SELECT "postId", "arm", COUNT(*) AS "n" FROM "PostTarget"
     WHERE "corpId" = ? AND "state" = 'delivered' AND ${inTextList(sql.dialect, '"postId"')} GROUP BY "postId", "arm"`,
    [corpId, JSON.stringify(postIds)],
  )
  const counted = delivered.filter(({ postId, arm }) => used.has(`${postId} ${arm}`))
  return { posts: postIds.length, postDelivered: counted.reduce((sum, { n }) => sum + Number(n), 0) }
}

/** What a draft says of something it was taken from; quotation marks that somebody wrote are stored otherwise. */
export function namedIn(scriptId: string): string {
  return `"scriptId":${JSON.stringify(scriptId)}`
}

/** Of two contents that are compared perhaps only one has it. */
function armsWith(id: string, stored: unknown): ('a' | 'b')[] {
  const { content: a, second: b } = draft.parse(stored)
  const contents = { a, b }
  return ARMS.filter((arm) => {
    const one = contents[arm]
    return one !== null && originsIn(one).some(({ scriptId }) => scriptId === id)
  })
}
