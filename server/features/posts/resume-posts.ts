import type { SqlRow, SqlTx } from '../../platform/db/index.ts'
import { rowTime, rowTimeOrNull } from '../../platform/db/row-values.ts'
import type { Deps } from '../deps.ts'
import { addPlanJob, PLAN_JOB } from './plan/plan-job.ts'
import { addEndJobs, addPartsJob, addPollJob, addStartJob } from './run/jobs-of.ts'
import { findPost } from './stored-post.ts'

/** Posts on their way, looks at audiences, and results that are due, each with its job again. */
export async function resumePosts(deps: Deps, corpId: string): Promise<void> {
  const { sql } = deps.database
  const open = await sql.all<SqlRow>(
    `SELECT "id", "state", "startsAt", "endsAt", "planState" FROM "Post" WHERE "corpId" = ? AND "state" IN ('scheduled', 'running')`,
    [corpId],
  )
  const [poll] = await sql.all<{ at: string | null }>(
    `SELECT MIN("nextPollAt") AS "at" FROM "PostPart" WHERE "corpId" = ? AND "nextPollAt" IS NOT NULL`,
    [corpId],
  )
  await sql.transaction(async (tx) => {
    for (const row of open) {
      const which = { corpId, postId: String(row['id']) }
      if (row['state'] === 'scheduled')
        await addStartJob(tx, deps, { ...which, runAt: rowTimeOrNull(row['startsAt']) ?? deps.clock.now() })
      else if (row['planState'] === 'ready') await addPartsJob(tx, deps, which)
      const endsAt = rowTimeOrNull(row['endsAt'])
      if (row['state'] === 'running' && endsAt !== null)
        await addEndJobs(tx, deps, { ...which, endsAt, remindHours: null })
    }
    if (poll?.at) await addPollJob(tx, deps, { corpId, runAt: rowTime(poll.at) })
    await resumeLooks(tx, deps, corpId)
  })
}

/** A look that nobody carries on begins anew; of a post that has begun, also one that failed for a reason of our own. */
async function resumeLooks(tx: SqlTx, deps: Deps, corpId: string): Promise<void> {
  const stuck = await tx.all<{ id: string }>(
    `SELECT p."id" FROM "Post" p WHERE p."corpId" = ? AND (p."planState" = 'running' OR (p."planState" = 'failed' AND p."state" = 'running'))
       AND NOT EXISTS (SELECT 1 FROM "Job" j WHERE j."corpId" = p."corpId" AND j."name" = ? AND j."openKey" = p."id")`,
    [corpId, PLAN_JOB],
  )
  for (const { id } of stuck) {
    const post = await findPost(tx, { corpId, id })
    if (post && post.plan.failure !== 'audience-gone') await addPlanJob(tx, deps, post)
  }
}
