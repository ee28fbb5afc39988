import { z } from 'zod'
import { nextPollAfter } from '../../../domain/post/next-poll.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { WecomError } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import type { EffectAnswer, EffectCheck, EffectHandler, EffectOutcome, EffectTask } from '../../feature.ts'
import { findPost, type StoredPost } from '../stored-post.ts'
import { momentMediaFor, withMedia } from './attachments-for.ts'
import { addPollJob } from './jobs-of.ts'
import { finishIfSettled } from './settle.ts'
import { planStop } from './stop-effect.ts'
import { type LinkOwner, trackedText } from './tracked-links.ts'

const payload = z.object({ postId: z.string() })
const accepted = z.object({ jobId: z.string() })
const done = z.object({ momentId: z.string() })
const BEFORE_MS = 10 * 60_000
/** WeCom makes a moment by a job of its own; until it must have ended, a lost answer is asked about and nothing is repeated. */
const MAKING_MS = 3 * 60_000
const POLL_MS = 5_000
/** A job is known for 24 hours. */
const JOB_LIVES_MS = 24 * 3_600_000

/** One moment of all its members. The call answers a job, the job the moment, and then each member publishes. */
export function momentEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: false,
    run: (task) => create(deps, task),
    check: (task) => find(deps, task),
    poll: (task) => readJob(deps, task),
    record: (tx, task, outcome) => recordMoment(tx, deps, { task, outcome }),
  }
}

async function create(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const { corpId } = task
  const { sql } = deps.database
  const { postId } = payload.parse(task.payload)
  const post = await findPost(sql, { corpId, id: postId })
  if (post?.state !== 'running')
    return { state: 'failed', errorText: 'The post was called off before the call' }
  const { content, audience } = post.draft
  const staff = await sql.all<{ userid: string }>(
    `SELECT s."userid" FROM "PostPart" r JOIN "Staff" s ON s."corpId" = r."corpId" AND s."id" = r."staffId"
     WHERE r."corpId" = ? AND r."effectId" = ? ORDER BY s."userid"`,
    [corpId, task.id],
  )
  const { jobId } = await withMedia(deps, { corpId, owner: ownerOf(post) }, async (ids) => {
    const text = await textOf(deps, post)
    const media = await momentMediaFor(ids, content.attachments)
    return deps.wecomOf(corpId).momentTasks.create({
      ...(text === '' ? {} : { text }),
      ...(media === undefined ? {} : { media }),
      senders: { userids: staff.map((one) => one.userid) },
      ...(audience.tagIds.length === 0 ? {} : { tagIds: audience.tagIds }),
    })
  })
  return { state: 'accepted', result: { jobId }, pollAfterMs: POLL_MS }
}

/** One call for all members: they show the same words, so a link of them is the whole post's. */
function ownerOf({ id }: StoredPost): LinkOwner {
  return { key: `moment:${id}`, postId: id, staffId: null, arm: 'a', customerId: null, chatId: null }
}

function textOf(deps: Deps, post: StoredPost): Promise<string> {
  const { text, from } = post.draft.content
  return trackedText(deps, { corpId: post.corpId, owner: ownerOf(post), text: text.trim(), from })
}

async function readJob(deps: Deps, task: EffectTask): Promise<EffectAnswer> {
  const { jobId } = accepted.parse(task.result)
  const ageMs = deps.clock.nowMs() - (task.acceptedAt?.getTime() ?? 0)
  // The job is forgotten by then: the list of moments still knows what came of it.
  if (ageMs > JOB_LIVES_MS) {
    const found = await find(deps, task)
    return found.state === 'not-done' ? { state: 'unknown', errorText: 'WeCom has forgotten the job' } : found
  }
  const job = await deps.wecomOf(task.corpId).momentTasks.readJob(jobId)
  switch (job.state) {
    case 'started':
    case 'running':
      return { state: 'accepted', pollAfterMs: Math.max(POLL_MS, Math.round(ageMs / 4)) }
    case 'refused':
      return { state: 'refused', errorCode: job.errcode, errorText: job.errmsg }
    case 'done':
      return { state: 'done', result: { jobId, momentId: job.momentId, invalidUserids: job.invalidUserids } }
  }
}

/** By its words among the moments of the company since the call. */
async function find(deps: Deps, task: EffectTask): Promise<EffectCheck> {
  const { corpId } = task
  const { postId } = payload.parse(task.payload)
  const { sql, db } = deps.database
  const [post, effect] = await Promise.all([
    findPost(sql, { corpId, id: postId }),
    db.effect.findUnique({ where: { corpId_id: { corpId, id: task.id } } }),
  ])
  if (!post || !effect) return { state: 'not-done' }
  const nowMs = deps.clock.nowMs()
  const span = { fromAt: effect.createdAt.getTime() - BEFORE_MS, toAt: nowMs + BEFORE_MS }
  const { text, attachments } = post.draft.content
  // An older version sent the addresses as they were written.
  const words = new Set([text.trim(), await textOf(deps, post)])
  for await (const page of deps.wecomOf(corpId).moments.pages(span))
    for (const moment of page.rows) {
      if (moment.createType !== 0 || !words.has(moment.text)) continue
      if (moment.imageMediaIds.length !== attachments.filter((one) => one.kind === 'image').length) continue
      const others = await db.postPart.count({
        where: { corpId, msgid: moment.momentId, postId: { not: postId } },
      })
      if (others === 0) return { state: 'done', result: { momentId: moment.momentId } }
    }
  if (nowMs - effect.updatedAt.getTime() < MAKING_MS)
    throw new WecomError({
      kind: 'busy',
      errcode: 0,
      api: 'externalcontact/get_moment_list',
      errmsg: 'the moment may still be in the making',
    })
  return { state: 'not-done' }
}

async function recordMoment(
  tx: SqlTx,
  deps: Deps,
  { task, outcome }: { task: EffectTask; outcome: EffectOutcome },
): Promise<void> {
  const { corpId, id: effectId } = task
  const { postId } = payload.parse(task.payload)
  const now = deps.clock.now()
  const set = (state: string, isEnd: boolean) =>
    tx.run(
      `UPDATE "PostPart" SET "state" = ?, "errorCode" = ?, "errorText" = ?, "settledAt" = ? WHERE "corpId" = ? AND "effectId" = ? AND "state" NOT IN ('out', 'done', 'missed')`,
      [state, outcome.errorCode, outcome.errorText, isEnd ? now : null, corpId, effectId],
    )
  switch (outcome.state) {
    case 'done': {
      const { momentId } = done.parse(outcome.result)
      const nextAt = new Date(now.getTime() + nextPollAfter(0))
      await tx.run(
        `UPDATE "PostPart" SET "state" = 'out', "msgid" = ?, "outAt" = ?, "nextPollAt" = ?, "errorCode" = NULL, "errorText" = NULL WHERE "corpId" = ? AND "effectId" = ?
         AND "state" NOT IN ('out', 'done', 'missed')`,
        [momentId, now, nextAt, corpId, effectId],
      )
      await addPollJob(tx, deps, { corpId, runAt: nextAt })
      const post = await findPost(tx, { corpId, id: postId })
      if (post?.state === 'cancelled')
        await planStop(tx, deps, { corpId, postId, msgid: momentId, by: post.ownerStaffId })
      break
    }
    case 'accepted':
    case 'planned':
      await set('planned', false)
      break
    case 'unknown':
      await set('unknown', false)
      break
    case 'refused':
    case 'failed':
    case 'cancelled':
      await set(outcome.state, true)
      break
  }
  await finishIfSettled(tx, deps, { corpId, id: postId })
  deps.live.tell({ corpId, topic: 'post', id: postId, detail: { moment: outcome.state } })
}
