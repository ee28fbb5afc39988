import type { Deps } from '../deps.ts'

/** WeCom stamps each delivery when it sends it, so a larger difference is a wrong clock and not a late event. */
const TOLERATED_MS = 5 * 60_000
const TELL_EVERY_MS = 10 * 60_000

const toldAt = new WeakMap<Deps, number>()

/** The event is kept whatever its time says: it is only a hint to look again. But somebody should set the clock. */
export function noteSkew(deps: Deps, timestamp: string): void {
  const now = deps.clock.nowMs()
  const skewMs = now - Number(timestamp) * 1000
  if (Number.isNaN(skewMs) || Math.abs(skewMs) <= TOLERATED_MS) return
  if (Math.abs(now - (toldAt.get(deps) ?? 0)) < TELL_EVERY_MS) return
  toldAt.set(deps, now)
  deps.log.warn(
    { skewSeconds: Math.round(skewMs / 1000) },
    'our clock and WeCom’s differ: set the time of this machine (NTP); events are kept all the same',
  )
}
