import type { JobContext, JobOutcome } from '../../../platform/jobs/index.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import type { Scope } from '../../../platform/http/scope.ts'
import type { Deps } from '../../deps.ts'
import { cancelPlanned } from '../../effects/index.ts'
import type { Post } from '../contract.ts'
import { noteStep } from '../note-step.ts'
import { conflict, requireOwnPost } from '../policy.ts'
import { readPost } from '../read-post.ts'
import { findPost, type StoredPost } from '../stored-post.ts'
import { remindSenders } from './remind.ts'
import { endTargets, finishIfSettled } from './settle.ts'
import { planStop } from './stop-effect.ts'

const EVERYONE = { sql: '1 = 1', params: [] }

/** The last day is over: what nobody has confirmed is taken back in WeCom, so that it is not sent weeks later. */
export async function endPost(
  deps: Deps,
  { context, corpId, postId }: { context: JobContext; corpId: string; postId: string },
): Promise<JobOutcome> {
  const post = await findPost(deps.database.sql, { corpId, id: postId })
  if (post?.state !== 'running' || post.endsAt === null) return
  const waitMs = post.endsAt.getTime() - deps.clock.nowMs()
  if (waitMs > 0) return { again: { afterMs: waitMs } }
  await deps.database.sql.transaction(async (tx) => {
    await context.guard(tx)
    await takeBack(tx, deps, { post, by: null, reason: 'not-confirmed' })
  })
}

export async function remindBeforeEnd(
  deps: Deps,
  { corpId, postId }: { corpId: string; postId: string },
): Promise<void> {
  const post = await findPost(deps.database.sql, { corpId, id: postId })
  if (post?.state === 'running') await remindSenders(deps, { post, by: null, of: EVERYONE })
}

/** Before it began it is as if it had not been; after that, what was confirmed stays and the rest is taken back. */
export async function cancelPost(deps: Deps, scope: Scope, id: string): Promise<Post> {
  const { corpId, staffId } = scope
  const post = await requireOwnPost(deps, scope, id)
  const now = deps.clock.now()
  await deps.database.sql.transaction(async (tx) => {
    const changed = await tx.run(
      `UPDATE "Post" SET "state" = 'cancelled', "endedAt" = ?, "endedBy" = ?, "updatedAt" = ?, "planState" = CASE WHEN "planState" = 'running' THEN 'none' ELSE "planState" END
       WHERE "corpId" = ? AND "id" = ? AND "state" IN ('draft', 'waiting', 'scheduled', 'running')`,
      [now, staffId, now, corpId, id],
    )
    if (changed === 0) throw conflict('not-in-that-state', { state: post.state })
    await noteStep(tx, deps, { corpId, staffId, id, step: 'cancelled' })
    if (post.state === 'running') await takeBack(tx, deps, { post, by: staffId, reason: 'cancelled' })
  })
  deps.jobs.nudge()
  deps.live.tell({ corpId, topic: 'post', id, detail: { state: 'cancelled' } })
  return readPost(deps, scope, id)
}

/** Calls that are planned are called off; tasks that are out are stopped; who is in neither is missed at once. */
async function takeBack(
  tx: SqlTx,
  deps: Deps,
  { post, by, reason }: { post: StoredPost; by: string | null; reason: 'cancelled' | 'not-confirmed' },
): Promise<void> {
  const { corpId, id: postId } = post
  const now = deps.clock.now()
  const parts = await tx.all<{ id: string; state: string; effectId: string | null; msgid: string | null }>(
    `SELECT "id", "state", "effectId", "msgid" FROM "PostPart" WHERE "corpId" = ? AND "postId" = ? AND "state" IN ('planned', 'out')`,
    [corpId, postId],
  )
  const planned = [
    ...new Set(parts.flatMap((part) => (part.state === 'planned' ? (part.effectId ?? []) : []))),
  ]
  const off = new Set(await cancelPlanned(tx, deps, { corpId, ids: planned, by, reason: null }))
  const end = reason === 'cancelled' ? 'cancelled' : 'missed'
  for (const part of parts) {
    const isCalledOff = part.state === 'planned' && off.has(part.effectId ?? '')
    // An announcement is not WeCom's: what nobody has marked simply ends.
    const isOwn = part.state === 'out' && part.msgid === null
    if (!isCalledOff && !isOwn) continue
    await tx.run(`UPDATE "PostPart" SET "state" = ?, "settledAt" = ? WHERE "corpId" = ? AND "id" = ?`, [
      end,
      now,
      corpId,
      part.id,
    ])
    await endTargets(tx, { corpId, partId: part.id, state: 'missed', reason, now })
  }
  for (const msgid of new Set(parts.flatMap((part) => (part.state === 'out' ? (part.msgid ?? []) : []))))
    await planStop(tx, deps, { corpId, postId, msgid, by })
  await tx.run(
    `UPDATE "PostTarget" SET "state" = 'missed', "reason" = ?, "settledAt" = ? WHERE "corpId" = ? AND "postId" = ? AND "state" = 'planned' AND "partId" IS NULL`,
    [reason, now, corpId, postId],
  )
  await finishIfSettled(tx, deps, { corpId, id: postId })
}
