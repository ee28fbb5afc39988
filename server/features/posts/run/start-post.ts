import type { JobContext, JobOutcome } from '../../../platform/jobs/index.ts'
import type { Deps } from '../../deps.ts'
import { addPlanJob } from '../plan/plan-job.ts'
import { findPost } from '../stored-post.ts'
import { addEndJobs, addStartJob } from './jobs-of.ts'
import { quietUntil } from './quiet-until.ts'

/** Nobody confirms a task that is a week old. */
const LONGEST_MS = 7 * 86_400_000

/** The time has come: the audience is looked at once more, as of now, and then the tasks are made. */
export async function startPost(
  deps: Deps,
  { context, corpId, postId }: { context: JobContext; corpId: string; postId: string },
): Promise<JobOutcome> {
  const { sql } = deps.database
  const post = await findPost(sql, { corpId, id: postId })
  if (post?.state !== 'scheduled') return
  const now = deps.clock.now()
  // Moved to a later time since this job was made.
  const waitMs = (post.startsAt?.getTime() ?? 0) - now.getTime()
  if (waitMs > 0)
    return void (await addStartJob(sql, deps, { corpId, postId, runAt: new Date(now.getTime() + waitMs) }))
  // Late, at an hour at which nobody is written to: an outage, a retry, an approval at night.
  const opensAt = await quietUntil(deps, post, now.getTime())
  if (opensAt !== null) return void (await addStartJob(sql, deps, { corpId, postId, runAt: opensAt }))
  const endsAt =
    post.endsAt !== null && post.endsAt > now ? post.endsAt : new Date(now.getTime() + LONGEST_MS)
  await sql.transaction(async (tx) => {
    await context.guard(tx)
    const started = await tx.run(
      `UPDATE "Post" SET "state" = 'running', "startedAt" = ?, "endsAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ? AND "state" = 'scheduled'`,
      [now, endsAt, now, corpId, postId],
    )
    if (started === 0) return
    await addPlanJob(tx, deps, post)
    await addEndJobs(tx, deps, { corpId, postId, endsAt, remindHours: post.draft.remindHours })
  })
  deps.live.tell({ corpId, topic: 'post', id: postId, detail: { state: 'running' } })
}
