const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Waits between tries, as Standard Webhooks recommends: about three days in all. */
export const RETRY_WAITS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]

/** A tenth earlier or later, so that many that failed together do not come back together. */
const JITTER = 0.1

export type AfterAttempt =
  { do: 'done' } | { do: 'retry'; afterMs: number } | { do: 'dead' } | { do: 'disable' }

/** What follows a try. `status` is null when no answer came; `chance` is a random number from 0 to 1. */
export function afterAttempt({
  status,
  attempts,
  chance,
}: {
  status: number | null
  attempts: number
  chance: number
}): AfterAttempt {
  if (status !== null && status >= 200 && status < 300) return { do: 'done' }
  // Gone: the other side says it wants no more.
  if (status === 410) return { do: 'disable' }
  const wait = RETRY_WAITS_MS[attempts - 1]
  if (wait === undefined) return { do: 'dead' }
  return { do: 'retry', afterMs: Math.round(wait * (1 - JITTER + 2 * JITTER * chance)) }
}
