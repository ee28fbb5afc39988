import { cleanMessage } from './clean.ts'
import { classifyErrcode, isMomentary, isTokenRejected, waitFor } from './error-kinds.ts'
import type { WecomErrorKind } from './error.ts'
import type { Exchange } from './http.ts'

export type Failure = {
  kind: WecomErrorKind
  errcode: number
  errmsg: string
  retryAfterMs?: number
  /** Repeating can help and can do no harm. */
  repeat: boolean
}

const MAX_REPEATS = 3
const MAX_RENEWALS = 4
const FIRST_DELAY_MS = 300

export type Outcome = { ok: true; body: Record<string, unknown> } | { ok: false; failure: Failure }

/** A write that was sent and not answered may have taken effect, so it is never repeated. */
export function readOutcome(exchange: Exchange, safe: boolean, hidden: (string | undefined)[]): Outcome {
  if (!exchange.ok) {
    const harmless = safe || !exchange.sent
    const kind = !harmless && exchange.passing ? 'unknown' : 'down'
    const errmsg = cleanMessage(exchange.reason, hidden)
    return { ok: false, failure: { kind, errcode: 0, errmsg, repeat: harmless && exchange.passing } }
  }
  const { body } = exchange
  const errcode = Number(body.errcode)
  if (errcode === 0) return { ok: true, body }
  const kind = classifyErrcode(errcode)
  const errmsg = cleanMessage(String(body.errmsg ?? ''), hidden)
  const failure: Failure = { kind, errcode, errmsg, repeat: kind === 'limited' || isMomentary(errcode) }
  const retryAfterMs = waitFor(errcode)
  if (retryAfterMs !== undefined) failure.retryAfterMs = retryAfterMs
  return { ok: false, failure }
}

/** One call with its repeats: decides whether, when and with which token it is tried again. */
export type Trial = {
  attempt: number
  /** The token that WeCom refused last. */
  rejected?: string
  /** Milliseconds until the next attempt, or null for no more. `proven` is the last token that WeCom took. */
  next(failure: Failure, token: string | undefined, proven: string | undefined): number | null
}

export function createTrial(): Trial {
  let doubts = 0
  return {
    attempt: 1,
    next(failure, token, proven) {
      const attempt = this.attempt
      this.attempt += 1
      if (token !== undefined && isTokenRejected(failure.errcode)) {
        this.rejected = token
        // A token that worked before was revoked: get the next one. One that never worked is doubted once only.
        if (token !== proven) doubts += 1
        return doubts <= 1 && attempt <= MAX_RENEWALS ? 0 : null
      }
      if (!failure.repeat || attempt > MAX_REPEATS) return null
      // The budget does the waiting for a full window.
      return failure.kind === 'limited' ? 0 : delayBefore(attempt)
    },
  }
}

/** Three times as long each time, with jitter so that many workers do not come back together. */
function delayBefore(attempt: number): number {
  return FIRST_DELAY_MS * 3 ** (attempt - 1) * (0.5 + Math.random() / 2)
}
