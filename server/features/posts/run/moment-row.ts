import type { Moment } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import { findPost } from '../stored-post.ts'

const HOUR_MS = 3_600_000

/** The moment of a post as the sync would read it: the list alone gives its content, and spans thirty days at most. */
export async function momentContent(
  deps: Deps,
  { corpId, postId, momentId }: { corpId: string; postId: string; momentId: string },
): Promise<Moment | null> {
  const post = await findPost(deps.database.sql, { corpId, id: postId })
  if (!post) return null
  const at = (post.startedAt ?? deps.clock.now()).getTime()
  const span = { fromAt: at - HOUR_MS, toAt: Math.min(deps.clock.nowMs() + HOUR_MS, at + 24 * HOUR_MS) }
  for await (const page of deps.wecomOf(corpId).moments.pages(span)) {
    const moment = page.rows.find((row) => row.momentId === momentId)
    if (moment) return moment
  }
  return null
}
