import type { WecomError } from '../../wecom/index.ts'
import type { EffectAnswer, EffectItem } from '../feature.ts'
import { MAX_ATTEMPTS, waitBefore } from './waits.ts'

/** How a try ended: with an answer, or with "later" (`calling`: WeCom is asked again what became of the call). */
export type Verdict =
  | EffectAnswer
  | {
      state: 'planned' | 'calling'
      waitMs: number
      errorCode: number | null
      errorText: string | null
      items?: readonly EffectItem[]
    }

export function isLater(verdict: Verdict): verdict is Extract<Verdict, { waitMs: number }> {
  return verdict.state === 'planned' || verdict.state === 'calling'
}

export const NOBODY_KNOWS = 'Nobody can tell whether WeCom took it: look in WeCom, then repeat or dismiss it'

export const HELD =
  'Held: it was open in the backup that was restored and may have happened since. Look in WeCom, then repeat or dismiss it'

export function told(error: WecomError): { errorCode: number | null; errorText: string } {
  return { errorCode: error.errcode === 0 ? null : error.errcode, errorText: error.message }
}

/** What an error says about a call that WeCom did not take. `attempts` counts this one. */
export function verdictOf(error: WecomError, attempts: number): Verdict {
  switch (error.kind) {
    case 'busy':
    case 'limited':
    case 'down':
    case 'unknown':
      if (attempts >= MAX_ATTEMPTS) return { state: 'failed', ...told(error) }
      return {
        state: 'planned',
        waitMs: Math.max(waitBefore(attempts), error.retryAfterMs ?? 0),
        ...told(error),
      }
    case 'denied':
    case 'expired':
    case 'invalid':
      return { state: 'failed', ...told(error) }
    case 'gone':
    case 'refused':
      return { state: 'refused', ...told(error) }
    default: {
      const never: never = error.kind
      throw new Error(`Unknown kind of WeCom error: ${String(never)}`)
    }
  }
}
