/**
 * After 45009 WeCom does not say which window is full. The first guess is the minute, and each refusal after the
 * guessed window makes it longer: hour, then the rest of the day.
 */
export type LimitWindows = {
  /** When the endpoint may be called again. */
  refused(api: string, startedAt: number, now: number): number
  /** True when this success ended what a refusal had begun. */
  succeeded(api: string, startedAt: number): boolean
  stateOf(api: string): LimitState | undefined
  /** Takes over what others know: their later blocks, and that a block of the past has ended in a success. */
  adopt(known: ReadonlyMap<string, LimitState>, now: number): void
}

export type LimitState = { level: number; until: number }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** WeCom's days are China's. */
const CHINA_OFFSET_MS = 8 * HOUR_MS

export function createLimitWindows(): LimitWindows {
  const states = new Map<string, LimitState>()
  return {
    refused(api, startedAt, now) {
      const state = states.get(api)
      // Calls that were on their way when the block began belong to the same refusal.
      if (state && startedAt < state.until) return state.until
      const level = state ? state.level + 1 : 0
      const until = endOfWindow(level, now)
      states.set(api, { level, until })
      return until
    },
    succeeded(api, startedAt) {
      const state = states.get(api)
      return state !== undefined && startedAt >= state.until && states.delete(api)
    },
    stateOf: (api) => states.get(api),
    adopt(known, now) {
      for (const [api, state] of known)
        if (state.until > (states.get(api)?.until ?? 0)) states.set(api, state)
      for (const [api, { until }] of states) if (until <= now && !known.has(api)) states.delete(api)
    },
  }
}

function endOfWindow(level: number, now: number): number {
  if (level === 0) return now + MINUTE_MS
  if (level === 1) return now + HOUR_MS
  return (Math.floor((now + CHINA_OFFSET_MS) / DAY_MS) + 1) * DAY_MS - CHINA_OFFSET_MS
}
