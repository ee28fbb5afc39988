import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import type { StoredPost } from '../stored-post.ts'

/** A running post is done when none of its tasks is open any more. In the caller's transaction. */
export async function finishIfSettled(
  tx: SqlTx,
  deps: Deps,
  { corpId, id }: Pick<StoredPost, 'corpId' | 'id'>,
): Promise<void> {
  const now = deps.clock.now()
  const ended = await tx.run(
    `UPDATE "Post" SET "state" = 'done', "endedAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'running' AND "planState" = 'ready'
     AND NOT EXISTS (SELECT 1 FROM "PostPart" r WHERE r."corpId" = "Post"."corpId" AND r."postId" = "Post"."id" AND r."state" IN ('planned', 'out', 'unknown'))
     AND NOT EXISTS (SELECT 1 FROM "PostTarget" t WHERE t."corpId" = "Post"."corpId" AND t."postId" = "Post"."id" AND t."state" = 'planned' AND t."partId" IS NULL)`,
    [now, now, corpId, id],
  )
  if (ended > 0) deps.live.tell({ corpId, topic: 'post', id, detail: { state: 'done' } })
}

/** The receivers of a task that still wait get an end. */
export async function endTargets(
  tx: SqlTx,
  {
    corpId,
    partId,
    state,
    reason,
    now,
  }: { corpId: string; partId: string; state: 'failed' | 'missed'; reason: string; now: Date },
): Promise<void> {
  await tx.run(
    `UPDATE "PostTarget" SET "state" = ?, "reason" = ?, "settledAt" = ? WHERE "corpId" = ? AND "partId" = ? AND "state" IN ('planned', 'out')`,
    [state, reason, now, corpId, partId],
  )
}
