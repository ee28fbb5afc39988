// Published frequency limits as windows on the simulator's clock, and parallel calls per endpoint.

export interface Window {
  calls: number
  windowMs: number
}

const MINUTE = 60_000
const HOUR = 3_600_000
export const CORP_WINDOWS: readonly Window[] = [
  { calls: 10_000, windowMs: MINUTE },
  { calls: 150_000, windowMs: HOUR },
]
export const IP_WINDOWS: readonly Window[] = [
  { calls: 20_000, windowMs: MINUTE },
  { calls: 600_000, windowMs: HOUR },
]
export const JSAPI_TICKET_WINDOWS: readonly Window[] = [{ calls: 100, windowMs: HOUR }]
export const WRONG_SECRET: Window = { calls: 2000, windowMs: HOUR }
export const APP_MESSAGE_WINDOWS: readonly Window[] = [
  { calls: 30, windowMs: MINUTE },
  { calls: 1000, windowMs: HOUR },
]

export interface Limiter {
  /** Counts one call and says whether every window still has room; a refused call is not counted. */
  take(key: string, windows: readonly Window[]): boolean
  enter(path: string, most: number | undefined): boolean
  leave(path: string): void
  running(path: string): number
  reset(): void
}

export function createLimiter(now: () => number): Limiter {
  const counters = new Map<string, { start: number; used: number }>()
  const parallel = new Map<string, number>()
  const counter = (key: string, window: Window): { start: number; used: number } => {
    const name = `${key} ${window.windowMs}`
    const start = Math.floor(now() / window.windowMs) * window.windowMs
    const held = counters.get(name)
    if (held && held.start === start) return held
    const fresh = { start, used: 0 }
    counters.set(name, fresh)
    return fresh
  }
  return {
    take: (key, windows) => {
      const open = windows.map((window) => ({ window, counter: counter(key, window) }))
      if (open.some((one) => one.counter.used >= one.window.calls)) return false
      for (const one of open) one.counter.used += 1
      return true
    },
    enter: (path, most) => {
      const running = parallel.get(path) ?? 0
      if (most !== undefined && running >= most) return false
      parallel.set(path, running + 1)
      return true
    },
    leave: (path) => void parallel.set(path, Math.max(0, (parallel.get(path) ?? 0) - 1)),
    running: (path) => parallel.get(path) ?? 0,
    reset: () => counters.clear(),
  }
}
