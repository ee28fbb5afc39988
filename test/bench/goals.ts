import { round3 } from './rounds.ts'

/** One line of the goals' table: what was measured, what it should be, and whether it is. */
export interface Goal {
  value: number
  target: string
  met: boolean
  [detail: string]: unknown
}

export function atMost(value: number, limit: number, detail: object = {}): Goal {
  return { value: round3(value), target: `≤ ${limit}`, met: value <= limit, ...detail }
}

export function atLeast(value: number, limit: number, detail: object = {}): Goal {
  return { value: round3(value), target: `≥ ${round3(limit)}`, met: value >= limit, ...detail }
}
