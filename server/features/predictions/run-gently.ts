import { setImmediate } from 'node:timers/promises'
import type { Steps } from '../../domain/analytics/nelder-mead.ts'

/** How long a calculation may hold the event loop; requests come in between. */
const SLICE_MS = 20

/** Runs a long calculation in slices. Memory and result are the same as at one go. */
export async function runGently<T>(steps: Steps<T>, signal: AbortSignal): Promise<T> {
  for (let from = performance.now(); ;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() - from < SLICE_MS) continue
    await setImmediate()
    signal.throwIfAborted()
    from = performance.now()
  }
}
