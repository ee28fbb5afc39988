import type { Priority } from './types.ts'

/** How many calls of one endpoint may run at once: learned from refusals (45033), because WeCom publishes no number. */
export type Concurrency = {
  hasRoom(priority: Priority): boolean
  enter(): void
  leave(): void
  /** The level below which it stays from now on, when this answer has moved it; else null. */
  report(refused: boolean): number | null
  /** Begins at what another process, or an earlier life of this one, found; what was met here counts for more. */
  startAt(level: number): void
  limit(): number
}

/** Trying one more than was refused: at first after this many successes, each refusal doubles it. */
const FIRST_PROBE = 500
const LONGEST_PROBE = 64_000

/**
 * Halves on a refusal and climbs back slowly, but stops below the level that was refused: climbing into it again and
 * again would waste a call in ten. From four on, one place is kept for interactive calls.
 */
export function createConcurrency(max: number): Concurrency {
  let limit = max
  let ceiling = max
  let running = 0
  let draining = 0
  let quiet = 0
  let probeAfter = FIRST_PROBE
  let probing = false
  let isFresh = true

  function cut() {
    // Calls that were already running when the limit fell will be refused too; they say nothing new.
    if (draining > 0) return
    draining = running
    if (probing) probeAfter = Math.min(probeAfter * 2, LONGEST_PROBE)
    probing = false
    ceiling = Math.max(1, Math.min(ceiling, running - 1))
    limit = Math.max(1, Math.floor(Math.min(limit, running) / 2))
    quiet = 0
  }

  function climb() {
    quiet += 1
    limit = Math.min(ceiling, limit + 1 / limit)
    if (quiet < probeAfter || ceiling >= max) return
    quiet = 0
    ceiling += 1
    probing = true
  }

  return {
    hasRoom(priority) {
      const whole = Math.floor(limit + 1e-9)
      return running < (priority === 'interactive' || whole < 4 ? whole : whole - 1)
    },
    enter() {
      isFresh = false
      running += 1
    },
    leave() {
      running -= 1
      if (draining > 0) draining -= 1
    },
    report(refused) {
      const before = ceiling
      if (refused) cut()
      else climb()
      return ceiling === before ? null : ceiling
    },
    startAt(level) {
      if (!isFresh) return
      ceiling = Math.max(1, Math.min(max, level))
      limit = ceiling
    },
    limit: () => Math.floor(limit + 1e-9),
  }
}
