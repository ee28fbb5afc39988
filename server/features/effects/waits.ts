const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 10 * 60_000
const FIRST_POLL_MS = 60_000
const LONGEST_POLL_MS = 6 * 3_600_000
const HOUR_MS = 3_600_000

/** Calls that WeCom did not take are tried again for about an hour, then a person decides. */
export const MAX_ATTEMPTS = 12
/** A call whose process ended before the answer is made again so often; then it may be what ends the process. */
export const MAX_CALLS = 30
/** How often WeCom is asked what became of a call before the answer is "nobody knows". */
export const MAX_ASKS = 12
/** An outcome that has not come by then is shown as stuck; a takeover may take 24 hours. */
export const STUCK_AFTER_MS = 48 * HOUR_MS

/** 2 s, 6 s, 18 s … ten minutes at most. */
export function waitBefore(attempt: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 3 ** Math.max(0, attempt - 1))
}

/** An outcome is asked for after a quarter of its age again: a minute at first, six hours at most. */
export function pollWait(ageMs: number): number {
  return Math.min(LONGEST_POLL_MS, Math.max(FIRST_POLL_MS, Math.round(ageMs / 4)))
}
