import { type JobContext, type JobOutcome, LeaseLost } from '../../platform/jobs/index.ts'
import { migrationsAhead } from '../../platform/db/pending-migrations.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import type { EffectHandler, EffectHandlers, EffectTask } from '../feature.ts'
import { writeItems } from './effect-items.ts'
import { effectJob } from './effect-job.ts'
import { storeVerdict } from './store-outcome.ts'
import { nextEffect, taskOf, type StoredEffect } from './stored-effect.ts'
import { HELD, isLater, NOBODY_KNOWS, told, verdictOf, type Verdict } from './verdict.ts'
import { MAX_ASKS, MAX_CALLS, waitBefore } from './waits.ts'

const LEFT_TO_NEWER_MS = 30_000

interface Run {
  deps: Deps
  context: JobContext
  handler: EffectHandler
  effect: StoredEffect
  task: EffectTask
}

/** Carries out what is planned under one key, oldest first. One job has the key, so nothing overtakes. */
export async function runEffects(
  deps: Deps,
  handlers: EffectHandlers,
  { context, corpId, key }: { context: JobContext; corpId: string; key: string },
): Promise<JobOutcome> {
  const { sql } = deps.database
  for (;;) {
    const effect = await nextEffect(sql, { corpId, key })
    if (!effect) return
    const waitMs = effect.notBefore.getTime() - deps.clock.nowMs()
    if (waitMs > 0 && (!effect.isFromBackup || effect.polls > 0)) return { again: { afterMs: waitMs } }
    const handler = handlers[effect.kind]
    // planned by a newer version that works beside this one
    if (!handler && (await migrationsAhead(sql)).length > 0) return { again: { afterMs: LEFT_TO_NEWER_MS } }
    const task = await taskOf(sql, effect)
    const verdict = handler
      ? await carryOut({ deps, context, handler, effect, task })
      : missingHandler(effect.kind)
    if (verdict === 'changed') continue
    await sql.transaction(async (tx) => {
      await storeVerdict(tx, deps, { handler, task, verdict })
      // The feature's row first, then the job, as whoever plans the next change: the other way round they would meet.
      await context.guard(tx)
      // Those that wait behind it are not to pay for its tries.
      if (!isLater(verdict)) await context.progressed(tx)
    })
    deps.live.tell({ corpId, topic: 'effect', id: effect.id, detail: { state: verdict.state } })
    if (isLater(verdict)) return { again: { afterMs: verdict.waitMs } }
    if (verdict.state === 'unknown' && !effect.isFromBackup) return
  }
}

/**
 * Its process ended in each try: nobody is at it any more, so it is given to a person. What waited behind it under the
 * key goes on.
 */
export async function giveEffectUp(
  deps: Deps,
  handlers: EffectHandlers,
  { context, corpId, key }: { context: JobContext; corpId: string; key: string },
): Promise<void> {
  const given = await deps.database.sql.transaction(async (tx) => {
    const effect = await nextEffect(tx, { corpId, key })
    if (!effect) return null
    const handler = handlers[effect.kind]
    const verdict = lastWord(effect, handler)
    await storeVerdict(tx, deps, { handler, task: await taskOf(tx, effect), verdict })
    await context.guard(tx)
    // Should this process end too, what waits behind must not be taken for what ended them all.
    await context.progressed(tx)
    const next = await nextEffect(tx, { corpId, key })
    if (next && verdict !== nobodyKnows)
      await deps.jobs.add(tx, effectJob({ ...next, key, runAt: next.notBefore }))
    return { id: effect.id, state: verdict.state }
  })
  if (given) deps.live.tell({ corpId, topic: 'effect', id: given.id, detail: { state: given.state } })
}

function lastWord(effect: StoredEffect, handler: EffectHandler | undefined): Verdict {
  if (effect.isFromBackup) return held
  return effect.state === 'calling' && handler?.isRepeatable !== true ? nobodyKnows : ownFault
}

function missingHandler(kind: string): Verdict {
  return {
    state: 'failed',
    reason: 'no-handler',
    errorText: `Nothing can carry out '${kind}': update the service`,
  }
}

/**
 * Found in 'calling', the process ended with the call out: WeCom is asked before anything is done again. What a restored
 * backup held is never done by itself.
 */
async function carryOut(run: Run): Promise<Verdict | 'changed'> {
  try {
    if (run.effect.isFromBackup) return (await askWhatBecame(run)) ?? held
    if (run.effect.state !== 'calling') return await call(run)
    return (await askWhatBecame(run)) ?? (run.effect.attempts < MAX_CALLS ? await call(run) : ownFault)
  } catch (error) {
    if (error instanceof LeaseLost || isWecomError(error) || !run.context.isLastTry) throw error
    run.deps.log.error({ err: error, effectId: run.effect.id }, 'An effect broke off for a reason of our own')
    return run.handler.isRepeatable ? ownFault : nobodyKnows
  }
}

const held: Verdict = { state: 'unknown', reason: 'held', errorText: HELD }
const ownFault: Verdict = {
  state: 'failed',
  reason: 'own-fault',
  errorText: 'The service could not carry it out; its log says why',
}
const nobodyKnows: Verdict = { state: 'unknown', reason: 'no-answer', errorText: NOBODY_KNOWS }

async function call(run: Run): Promise<Verdict | 'changed'> {
  const { handler, task, effect } = run
  if (!(await markCalling(run))) return 'changed'
  try {
    return await handler.run(task)
  } catch (error) {
    if (!isWecomError(error)) throw error
    const later = verdictOf(error, effect.attempts + 1)
    if (error.kind !== 'unknown') return later
    return (await askWhatBecame(run)) ?? later
  }
}

/**
 * The intent is stored before the call, unless somebody has called it off, or folded another edit into it since it was
 * read: then it is read again.
 */
async function markCalling({ deps, context, effect }: Run): Promise<boolean> {
  return deps.database.sql.transaction(async (tx) => {
    await context.guard(tx)
    // It did not happen, which is known by now: a service that is killed again and again gets on all the same.
    if (effect.state === 'calling' && context.isAfterCrash) await context.progressed(tx)
    const marked = await tx.run(
      `UPDATE "Effect" SET "state" = 'calling', "attempts" = "attempts" + 1, "polls" = 0, "updatedAt" = ?
       WHERE "corpId" = ? AND "id" = ? AND "state" = ? AND "payloadJson" = ?`,
      [deps.clock.now(), effect.corpId, effect.id, effect.state, effect.payloadJson],
    )
    return marked === 1
  })
}

/** null: it did not happen, or doing it once more does no harm. */
async function askWhatBecame({ deps, handler, task, effect }: Run): Promise<Verdict | null> {
  const unknown: Verdict = effect.isFromBackup ? held : nobodyKnows
  try {
    const answer = (await handler.check?.(task)) ?? null
    if (answer === null) return handler.isRepeatable ? null : unknown
    if (answer.state !== 'not-done') return answer
    const items = answer.items ?? []
    await writeItems(deps.database.sql, {
      corpId: effect.corpId,
      effectId: effect.id,
      items,
      now: deps.clock.now(),
    })
    return null
  } catch (error) {
    if (!isWecomError(error)) throw error
    if (effect.polls >= MAX_ASKS) return { ...unknown, ...told(error) }
    // WeCom cannot be asked just now: the call stays out, and is asked about again.
    return { state: 'calling', waitMs: waitBefore(effect.polls + 1), ...told(error) }
  }
}
