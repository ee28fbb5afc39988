import type { SqlTx } from '../../platform/db/index.ts'
import type { Deps } from '../deps.ts'
import type { EffectAnswer, EffectHandler, EffectOutcome, EffectTask } from '../feature.ts'
import { writeItems } from './effect-items.ts'
import { pollJob } from './effect-job.ts'
import { holdEffect, taskOf } from './stored-effect.ts'
import { isLater, type Verdict } from './verdict.ts'
import { pollWait } from './waits.ts'

/** Stores how a try ended, with its items and the feature's own rows. */
export async function storeVerdict(
  tx: SqlTx,
  deps: Deps,
  { handler, task, verdict }: { handler: EffectHandler | undefined; task: EffectTask; verdict: Verdict },
): Promise<void> {
  const now = deps.clock.now()
  const { corpId, id } = task
  await writeItems(tx, { corpId, effectId: id, items: verdict.items ?? [], now })
  if (isLater(verdict)) {
    await tx.run(
      `UPDATE "Effect" SET "state" = ?, "errorCode" = ?, "errorText" = ?, "reason" = NULL, "notBefore" = ?, "polls" = "polls" + ?, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ?`,
      [
        verdict.state,
        verdict.errorCode,
        verdict.errorText,
        new Date(now.getTime() + verdict.waitMs),
        verdict.state === 'calling' ? 1 : 0,
        now,
        corpId,
        id,
      ],
    )
    return
  }
  await storeAnswer(tx, deps, { task, answer: verdict })
  await handler?.record?.(tx, task, outcomeOf(verdict))
}

export function outcomeOf(answer: EffectAnswer): EffectOutcome {
  return {
    state: answer.state,
    errorCode: 'errorCode' in answer ? (answer.errorCode ?? null) : null,
    errorText: 'errorText' in answer ? (answer.errorText ?? null) : null,
    reason: 'reason' in answer ? (answer.reason ?? null) : null,
    result: answer.result,
    items: answer.items ?? [],
  }
}

async function storeAnswer(
  tx: SqlTx,
  deps: Deps,
  { task, answer }: { task: EffectTask; answer: EffectAnswer },
): Promise<void> {
  const now = deps.clock.now()
  const { corpId, id } = task
  const { state, errorCode, errorText, reason, result } = outcomeOf(answer)
  const pollAt = answer.state === 'accepted' ? nextPoll(now, task.acceptedAt ?? now, answer.pollAfterMs) : now
  await tx.run(
    `UPDATE "Effect" SET "state" = ?, "resultJson" = COALESCE(?, "resultJson"), "errorCode" = ?, "errorText" = ?, "reason" = ?, "notBefore" = ?,
       "acceptedAt" = COALESCE("acceptedAt", ?), "polls" = CASE WHEN "acceptedAt" IS NULL THEN 0 ELSE "polls" + 1 END,
       "settledAt" = ?, "updatedAt" = ? WHERE "corpId" = ? AND "id" = ?`,
    [
      state,
      result === undefined ? null : JSON.stringify(result),
      errorCode,
      errorText,
      reason,
      pollAt,
      state === 'accepted' ? now : null,
      state === 'accepted' ? null : now,
      now,
      corpId,
      id,
    ],
  )
  // The poll job itself says when it goes on; this is for the first time.
  if (state === 'accepted' && task.acceptedAt === null)
    await deps.jobs.add(tx, pollJob({ corpId, id, runAt: pollAt }))
}

function nextPoll(now: Date, acceptedAt: Date, afterMs: number | undefined): Date {
  return new Date(now.getTime() + (afterMs ?? pollWait(now.getTime() - acceptedAt.getTime())))
}

/**
 * For a feature that learns outcomes by itself (one question about many effects, or an event): stores what it heard of
 * an accepted or unknown effect. False when that effect is in neither state (any more). Writes no rows of the feature.
 */
export async function settleAccepted(
  tx: SqlTx,
  deps: Deps,
  { corpId, id, answer }: { corpId: string; id: string; answer: EffectAnswer },
): Promise<boolean> {
  const effect = await holdEffect(tx, { corpId, id })
  if (!effect || (effect.state !== 'accepted' && effect.state !== 'unknown')) return false
  await storeVerdict(tx, deps, { handler: undefined, task: await taskOf(tx, effect), verdict: answer })
  return true
}
