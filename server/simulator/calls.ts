// Counts what was asked and what was answered, so that a test can say "at most three calls".

import { machineNow } from './clock.ts'

export interface CallCount {
  calls: number
  /** By errcode; `http` for broken answers that faults made. */
  answers: Record<string, number>
  mostParallel: number
}

export interface CallNote {
  path: string
  answer: string
  parallel: number
  /** On the machine's clock, when it was answered. */
  atMs: number
}

export interface CallBook {
  /** Hears of every call until the returned function is called. */
  listen(listener: (note: CallNote) => void): () => void
  record(path: string, answer: string, parallel: number): void
  counts(): { total: number; sinceMs: number; byPath: Record<string, CallCount> }
  of(path: string): number
  reset(): void
}

export function createCallBook(now: () => number): CallBook {
  let byPath = new Map<string, CallCount>()
  let since = now()
  const listeners = new Set<(note: CallNote) => void>()
  return {
    listen: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    record: (path, answer, parallel) => {
      const count = byPath.get(path) ?? { calls: 0, answers: {}, mostParallel: 0 }
      count.calls += 1
      count.answers[answer] = (count.answers[answer] ?? 0) + 1
      count.mostParallel = Math.max(count.mostParallel, parallel)
      byPath.set(path, count)
      for (const listener of listeners) listener({ path, answer, parallel, atMs: machineNow() })
    },
    counts: () => ({
      total: [...byPath.values()].reduce((sum, one) => sum + one.calls, 0),
      sinceMs: since,
      byPath: Object.fromEntries([...byPath].sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
    of: (path) => byPath.get(path)?.calls ?? 0,
    reset: () => {
      byPath = new Map()
      since = now()
    },
  }
}
