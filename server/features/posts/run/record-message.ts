import { z } from 'zod'
import { nextPollAfter } from '../../../domain/post/next-poll.ts'
import type { SqlTx } from '../../../platform/db/index.ts'
import { inTextList } from '../../../platform/db/json-sql.ts'
import type { Deps } from '../../deps.ts'
import type { EffectOutcome, EffectTask } from '../../feature.ts'
import { findPost } from '../stored-post.ts'
import { addPollJob } from './jobs-of.ts'
import { endTargets, finishIfSettled } from './settle.ts'
import { planStop } from './stop-effect.ts'

export const CALLED_OFF = { msgid: null, unreachable: [], calledOff: true }
/** Everybody was held back at the last moment: there was nothing to call for. */
export const NOBODY = { msgid: null, unreachable: [] }

const payload = z.object({ postId: z.string(), partId: z.string() })
const result = z
  .object({
    msgid: z.string().nullable(),
    unreachable: z.array(z.string()),
    calledOff: z.boolean().optional(),
  })
  .catch({ msgid: null, unreachable: [] })

/** Writes what came of a call into the task and its receivers. Twice with the same outcome is once. */
export async function recordMessage(
  tx: SqlTx,
  deps: Deps,
  { task, outcome }: { task: EffectTask; outcome: EffectOutcome },
): Promise<void> {
  const { corpId } = task
  const { postId, partId } = payload.parse(task.payload)
  const now = deps.clock.now()
  const said = result.parse(outcome.result)
  const setPart = (state: string, isEnd: boolean) =>
    tx.run(
      `UPDATE "PostPart" SET "state" = ?, "errorCode" = ?, "errorText" = ?, "settledAt" = ? WHERE "corpId" = ? AND "id" = ?`,
      [state, outcome.errorCode, outcome.errorText, isEnd ? now : null, corpId, partId],
    )
  switch (outcome.state) {
    case 'done':
      if (said.msgid === null) await setPart('done', true)
      else
        await recordOut(tx, deps, {
          corpId,
          postId,
          partId,
          msgid: said.msgid,
          unreachable: said.unreachable,
        })
      break
    case 'planned':
      await setPart('planned', false)
      // It passes the last gate anew; until then it holds nobody's place.
      await tx.run(`UPDATE "PostPart" SET "outAt" = NULL WHERE "corpId" = ? AND "id" = ?`, [corpId, partId])
      await tx.run(
        `UPDATE "PostTarget" SET "state" = 'planned', "reason" = NULL, "settledAt" = NULL WHERE "corpId" = ? AND "partId" = ? AND "state" IN ('failed', 'missed')`,
        [corpId, partId],
      )
      break
    case 'unknown':
    case 'accepted':
      await setPart('unknown', false)
      break
    case 'refused':
    case 'failed':
      await setPart(said.calledOff ? 'cancelled' : outcome.state, true)
      await endTargets(tx, {
        corpId,
        partId,
        now,
        ...(said.calledOff
          ? { state: 'missed', reason: 'cancelled' }
          : { state: 'failed', reason: outcome.state === 'refused' ? 'refused' : 'call-failed' }),
      })
      break
    case 'cancelled':
      await setPart('cancelled', true)
      await endTargets(tx, { corpId, partId, state: 'missed', reason: 'cancelled', now })
      break
  }
  await finishIfSettled(tx, deps, { corpId, id: postId })
  deps.live.tell({ corpId, topic: 'post', id: postId, detail: { part: outcome.state } })
}

/** WeCom has handed the task to the member. Nobody has been written to yet. */
async function recordOut(
  tx: SqlTx,
  deps: Deps,
  {
    corpId,
    postId,
    partId,
    msgid,
    unreachable,
  }: { corpId: string; postId: string; partId: string; msgid: string; unreachable: string[] },
): Promise<void> {
  const now = deps.clock.now()
  const nextAt = new Date(now.getTime() + nextPollAfter(0))
  await tx.run(
    `UPDATE "PostPart" SET "state" = 'out', "msgid" = ?, "outAt" = ?, "nextPollAt" = ?, "errorCode" = NULL, "errorText" = NULL, "settledAt" = NULL
     WHERE "corpId" = ? AND "id" = ? AND "state" NOT IN ('out', 'done', 'missed')`,
    [msgid, now, nextAt, corpId, partId],
  )
  if (unreachable.length > 0)
    await tx.run(
      `UPDATE "PostTarget" SET "state" = 'failed', "reason" = 'unreachable', "settledAt" = ? WHERE "corpId" = ? AND "partId" = ?
       AND ${inTextList(tx.dialect, 'COALESCE("chatId", "externalUserid")')} AND "state" = 'planned'`,
      [now, corpId, partId, JSON.stringify(unreachable)],
    )
  await tx.run(
    `UPDATE "PostTarget" SET "state" = 'out' WHERE "corpId" = ? AND "partId" = ? AND "state" = 'planned'`,
    [corpId, partId],
  )
  await addPollJob(tx, deps, { corpId, runAt: nextAt })
  // Called off while the call was out: taken back at once.
  const post = await findPost(tx, { corpId, id: postId })
  if (post?.state === 'cancelled') await planStop(tx, deps, { corpId, postId, msgid, by: post.ownerStaffId })
}
