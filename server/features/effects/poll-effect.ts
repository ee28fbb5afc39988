import type { JobContext, JobOutcome } from '../../platform/jobs/index.ts'
import { isWecomError } from '../../wecom/index.ts'
import type { Deps } from '../deps.ts'
import type { EffectAnswer, EffectHandlers } from '../feature.ts'
import { storeVerdict } from './store-outcome.ts'
import { findEffect, holdEffect, taskOf } from './stored-effect.ts'
import { told } from './verdict.ts'

/** Asks once how an accepted effect ended; the later, the more rarely, and for ever: a person sees what is stuck. */
export async function pollEffect(
  deps: Deps,
  handlers: EffectHandlers,
  { context, corpId, id }: { context: JobContext; corpId: string; id: string },
): Promise<JobOutcome> {
  const { sql } = deps.database
  const effect = await findEffect(sql, { corpId, id })
  const handler = effect && handlers[effect.kind]
  if (effect?.state !== 'accepted' || !handler?.poll) return
  const waitMs = effect.notBefore.getTime() - deps.clock.nowMs()
  if (waitMs > 0) return { again: { afterMs: waitMs } }
  const task = await taskOf(sql, effect)
  const answer = await ask(() => handler.poll?.(task))
  const isStored = await sql.transaction(async (tx) => {
    // Somebody else (an event, a person) may have settled it meanwhile.
    const current = await holdEffect(tx, { corpId, id })
    if (current?.state !== 'accepted') return false
    await storeVerdict(tx, deps, { handler, task, verdict: answer })
    await context.guard(tx)
    return true
  })
  if (isStored) deps.live.tell({ corpId, topic: 'effect', id, detail: { state: answer.state } })
  const after = await findEffect(sql, { corpId, id })
  if (after?.state !== 'accepted') return
  return { again: { afterMs: Math.max(0, after.notBefore.getTime() - deps.clock.nowMs()) } }
}

/** Not hearing an answer is no outcome: it stays accepted, with the reason. */
async function ask(poll: () => Promise<EffectAnswer> | undefined): Promise<EffectAnswer> {
  try {
    return (await poll()) ?? { state: 'accepted' }
  } catch (error) {
    if (!isWecomError(error)) throw error
    return { state: 'accepted', ...told(error) }
  }
}
