import type { Condition } from '../staff/scope.ts'

// What "new" and "lost" mean for a follow "f": the figures of the first page and the lists behind them use the same.

export function followedSince(since: Date): Condition {
  return { sql: 'f."endedAt" IS NULL AND f."followedAt" >= ?', params: [since] }
}

/** Ended by either side, or deleted by the customer while our side still stands. */
export function lostSince(since: Date): Condition {
  return { sql: '(f."endedAt" >= ? OR f."customerLeftAt" >= ?)', params: [since, since] }
}
