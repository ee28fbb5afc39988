import { z } from 'zod'
import type { SqlTx } from '../../../platform/db/index.ts'
import { isWecomError } from '../../../wecom/index.ts'
import type { Deps } from '../../deps.ts'
import { planEffect } from '../../effects/index.ts'
import type { EffectHandler, EffectTask } from '../../feature.ts'
import { findPost } from '../stored-post.ts'
import { readMomentPart } from './poll-moment.ts'
import { readMessageResults } from './poll-message.ts'
import { finishIfSettled } from './settle.ts'

const payload = z.object({ postId: z.string(), msgid: z.string() })

/** Takes back what nobody has confirmed yet. What was sent or published stays. In the caller's transaction. */
export async function planStop(
  tx: SqlTx,
  deps: Deps,
  { corpId, postId, msgid, by }: { corpId: string; postId: string; msgid: string; by: string | null },
): Promise<void> {
  await planEffect(tx, deps, {
    corpId,
    kind: 'post-stop',
    key: `post-stop:${msgid}`,
    payload: { postId, msgid },
    createdBy: by,
  })
}

/** Stopping twice ends in the same state. */
export function stopEffect(deps: Deps): EffectHandler {
  return {
    isRepeatable: true,
    async run(task) {
      const { postId, msgid } = payload.parse(task.payload)
      const { corpId } = task
      const post = await findPost(deps.database.sql, { corpId, id: postId })
      if (!post) return { state: 'done' }
      try {
        const wecom = deps.wecomOf(corpId)
        if (post.kind === 'moment') await wecom.momentTasks.cancel(msgid)
        else await wecom.groupMessages.cancel(msgid)
      } catch (error) {
        // It is cancelled already, or no longer there.
        if (!isWecomError(error, 'gone')) throw error
      }
      // Somebody may have confirmed a moment before: what was sent counts as sent.
      if (post.kind === 'moment') await readMomentPart(deps, { corpId, postId, momentId: msgid })
      else await readMessageResults(deps, { corpId, msgid })
      return { state: 'done' }
    },
    record: async (tx, task, outcome) => {
      if (outcome.state === 'done') await recordStopped(tx, deps, task)
    },
  }
}

async function recordStopped(tx: SqlTx, deps: Deps, task: EffectTask): Promise<void> {
  const { postId, msgid } = payload.parse(task.payload)
  const { corpId } = task
  const now = deps.clock.now()
  const post = await findPost(tx, { corpId, id: postId })
  const isCalledOff = post?.state === 'cancelled'
  await tx.run(
    `UPDATE "PostTarget" SET "state" = 'missed', "reason" = ?, "settledAt" = ? WHERE "corpId" = ? AND "state" = 'out'
     AND "partId" IN (SELECT "id" FROM "PostPart" WHERE "corpId" = ? AND "msgid" = ?)`,
    [isCalledOff ? 'cancelled' : 'not-confirmed', now, corpId, corpId, msgid],
  )
  await tx.run(
    `UPDATE "PostPart" SET "state" = CASE WHEN "confirmedAt" IS NULL THEN ? ELSE 'done' END, "settledAt" = ?, "nextPollAt" = CASE WHEN ? = 'moment' THEN "nextPollAt" ELSE NULL END
     WHERE "corpId" = ? AND "msgid" = ? AND "state" = 'out'`,
    [isCalledOff ? 'cancelled' : 'missed', now, post?.kind ?? '', corpId, msgid],
  )
  await finishIfSettled(tx, deps, { corpId, id: postId })
  deps.live.tell({ corpId, topic: 'post', id: postId, detail: { stopped: 1 } })
}
