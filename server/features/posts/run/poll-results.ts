import type { JobContext, JobOutcome } from '../../../platform/jobs/index.ts'
import { isWecomError } from '../../../wecom/index.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Deps } from '../../deps.ts'
import { addPollJob } from './jobs-of.ts'
import { readMessageResults } from './poll-message.ts'
import { readMomentPart } from './poll-moment.ts'
import { seeAnnounced } from './see-announced.ts'

const RETRY_MS = 10 * 60_000

interface Due {
  msgid: string
  postId: string
  kind: string
}

/** Reads the results that are due, one task after the other; more and more rarely for each. */
export async function pollPosts(
  deps: Deps,
  { context, corpId }: { context: JobContext; corpId: string },
): Promise<JobOutcome> {
  const { sql } = deps.database
  await seeAnnounced(deps, corpId)
  for (;;) {
    const [due] = await sql.all<Due>(
      `SELECT r."msgid", r."postId", p."kind" FROM "PostPart" r JOIN "Post" p ON p."corpId" = r."corpId" AND p."id" = r."postId"
       WHERE r."corpId" = ? AND r."nextPollAt" <= ? AND r."msgid" IS NOT NULL ORDER BY r."nextPollAt", r."id" LIMIT 1`,
      [corpId, deps.clock.now()],
    )
    if (!due) break
    if (context.shouldPause()) return { again: { afterMs: 0 } }
    await readOne(deps, { corpId, due, guard: (tx) => context.guard(tx) })
  }
  const [next] = await sql.all<{ at: string | null }>(
    `SELECT MIN("nextPollAt") AS "at" FROM "PostPart" WHERE "corpId" = ?`,
    [corpId],
  )
  // Added anew, not waited for: who asks for results sooner brings such a job forward.
  if (next?.at) await addPollJob(sql, deps, { corpId, runAt: new Date(next.at) })
}

/** Not hearing an answer is no result: asked again a while later. */
async function readOne(
  deps: Deps,
  { corpId, due, guard }: { corpId: string; due: Due; guard: (tx: SqlTx) => Promise<void> },
): Promise<void> {
  const { msgid, postId } = due
  try {
    if (due.kind === 'moment') await readMomentPart(deps, { corpId, postId, momentId: msgid, guard })
    else await readMessageResults(deps, { corpId, msgid, guard })
  } catch (error) {
    if (!isWecomError(error)) throw error
    // WeCom hands tasks out for a while before it tells their results.
    if (error.kind === 'busy') deps.log.info({ postId }, 'The results of a post are not ready yet')
    else deps.log.warn({ err: error, postId }, 'The results of a post could not be read')
    const at = new Date(
      deps.clock.nowMs() + Math.max(60_000, error.kind === 'busy' ? (error.retryAfterMs ?? 0) : RETRY_MS),
    )
    await deps.database.sql.run(`UPDATE "PostPart" SET "nextPollAt" = ? WHERE "corpId" = ? AND "msgid" = ?`, [
      at,
      corpId,
      msgid,
    ])
  }
}

/** What is open of this post is asked for now. */
export async function pollNow(
  deps: Deps,
  { corpId, postId }: { corpId: string; postId: string },
): Promise<void> {
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    await tx.run(
      `UPDATE "PostPart" SET "nextPollAt" = ? WHERE "corpId" = ? AND "postId" = ? AND "msgid" IS NOT NULL AND "nextPollAt" IS NOT NULL`,
      [now, corpId, postId],
    )
    await addPollJob(tx, deps, { corpId, runAt: now })
  })
  deps.jobs.nudge()
}
