import { offsetClock, type OffsetClock } from '../../server/platform/clock.ts'

/** A clock whose sleepers wake when it is moved past their time, so that a minute's wait takes a moment. */
export function movingClock(startOffsetMs: number): OffsetClock {
  const clock = offsetClock(startOffsetMs)
  const sleepers = new Set<() => void>()
  return {
    nowMs: clock.nowMs,
    now: clock.now,
    get offsetMs() {
      return clock.offsetMs
    },
    setOffset(ms) {
      clock.setOffset(ms)
      for (const look of sleepers) look()
    },
    async sleep(ms, signal) {
      const wakeAtMs = clock.nowMs() + ms
      const moved = new AbortController()
      const look = (): void => {
        if (clock.nowMs() >= wakeAtMs) moved.abort()
      }
      sleepers.add(look)
      try {
        await clock.sleep(ms, signal ? AbortSignal.any([signal, moved.signal]) : moved.signal)
      } catch (error) {
        if (!moved.signal.aborted) throw error
      } finally {
        sleepers.delete(look)
      }
    },
  }
}
