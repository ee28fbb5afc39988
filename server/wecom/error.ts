/**
 * What to do about a failure, not what went wrong:
 * expired: token, code or media is too old, get a new one · busy: wait and repeat · limited: wait until the window
 * ends · gone: it no longer exists or was never there · denied: somebody must change a setting · invalid: our
 * request is wrong · down: WeCom did not give a usable answer · refused: WeCom said no to this one item ·
 * unknown: a write was sent and nobody knows whether it took effect; never repeat it blindly.
 */
export type WecomErrorKind =
  'expired' | 'busy' | 'limited' | 'gone' | 'denied' | 'invalid' | 'down' | 'refused' | 'unknown'

export type WecomFailure = {
  kind: WecomErrorKind
  api: string
  errcode: number
  errmsg: string
  retryAfterMs?: number
}

/** `errcode` is 0 when WeCom gave none. `errmsg` is free of tokens, secrets, codes and phone numbers. */
export class WecomError extends Error {
  readonly kind: WecomErrorKind
  readonly api: string
  readonly errcode: number
  readonly errmsg: string
  readonly retryAfterMs?: number

  constructor(failure: WecomFailure) {
    super(`WeCom ${failure.api}: ${failure.kind} (${failure.errcode}) ${failure.errmsg}`)
    this.name = 'WecomError'
    this.kind = failure.kind
    this.api = failure.api
    this.errcode = failure.errcode
    this.errmsg = failure.errmsg
    if (failure.retryAfterMs !== undefined) this.retryAfterMs = failure.retryAfterMs
  }
}

/** For callers that must tell one kind from the rest. */
export function isWecomError(error: unknown, ...kinds: WecomErrorKind[]): error is WecomError {
  return error instanceof WecomError && (kinds.length === 0 || kinds.includes(error.kind))
}
