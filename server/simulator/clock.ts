// The simulator's own clock: the machine's time plus an offset, or a time that stands still until it is moved.

export interface SimClock {
  now(): number
  offsetMs(): number
  advance(ms: number): void
  set(atMs: number): void
  reset(): void
  onMove(listener: () => void): void
}

export interface ClockOptions {
  /** Epoch milliseconds or an ISO text; without it the clock starts at the machine's time. */
  start?: number | string
  /** A frozen clock moves only by advance() and set(). */
  frozen?: boolean
  offsetMs?: number
}

export function machineNow(): number {
  return Date.now()
}

export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString()
}

export function parseTime(text: string): number | undefined {
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** Shanghai has no daylight saving, so its days are a fixed eight hours ahead of UTC. */
const SHANGHAI_MS = 8 * 3_600_000
export const DAY_MS = 86_400_000

export function shanghaiMidnight(atMs: number): number {
  return Math.floor((atMs + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS
}

/** The Shanghai month, and how many days it has. */
export function shanghaiMonth(atMs: number): { name: string; days: number } {
  const at = new Date(atMs + SHANGHAI_MS)
  const days = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
  return { name: at.toISOString().slice(0, 7), days }
}

/** `2026-03-06 10:20:00` as a Shanghai wall clock shows it. */
export function shanghaiText(atMs: number): string {
  return isoTime(atMs + SHANGHAI_MS)
    .slice(0, 19)
    .replace('T', ' ')
}

export function createClock(options: ClockOptions = {}): SimClock {
  const listeners: (() => void)[] = []
  const started = typeof options.start === 'string' ? parseTime(options.start) : options.start
  if (options.start !== undefined && started === undefined) {
    throw new Error(`clock start is not a time: ${String(options.start)}`)
  }
  const base = started ?? machineNow()
  const source = options.frozen ? () => base : machineNow
  const firstOffset = started === undefined || options.frozen ? 0 : base - machineNow()
  let offset = options.offsetMs ?? firstOffset
  const moved = (next: number): void => {
    offset = next
    for (const listener of listeners) listener()
  }
  return {
    now: () => source() + offset,
    offsetMs: () => offset,
    advance: (ms) => moved(offset + ms),
    set: (atMs) => moved(atMs - source()),
    reset: () => moved(options.start === undefined ? 0 : firstOffset),
    onMove: (listener) => void listeners.push(listener),
  }
}
