const FIRST_MS = 5_000
const CEILING_MS = 15 * 60_000

/** Wait before the next try: 5 s, 15 s, 45 s … up to 15 min, a tenth more or less so that many failures spread. */
export function waitAfter(attempt: number, error: unknown, random = Math.random()): number {
  const wait = Math.min(CEILING_MS, FIRST_MS * 3 ** (attempt - 1))
  const asked = askedWait(error)
  return Math.max(asked, Math.round(wait * (0.9 + 0.2 * random)))
}

/** An error may know better when trying again makes sense, for instance when a rate window ends. */
function askedWait(error: unknown): number {
  if (!(error instanceof Error) || !('retryAfterMs' in error)) return 0
  return typeof error.retryAfterMs === 'number' && error.retryAfterMs > 0 ? error.retryAfterMs : 0
}
