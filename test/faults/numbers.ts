import type { FaultOptions } from './scenario.ts'

/** Numbers of the rows that are measured whole by their tests; `npm run faults` hands them on in the environment. */
export interface RowNumbers {
  seed: number
  kills: number
  /** P1: ticks for each fleet. */
  ticks: number
  /** P11: times every connection is cut. */
  cuts: number
  /** P11: times a server of the test's own is restarted. */
  restarts: number
  /** P5: how long another program holds the database, each after the other. */
  lockSeconds: number[]
}

const SMALL: RowNumbers = { seed: 1, kills: 1, ticks: 20, cuts: 6, restarts: 3, lockSeconds: [5] }
const FULL = { ticks: 100, cuts: 20, restarts: 20, lockSeconds: [5, 30, 60] }

/** The small numbers of `npm test`, unless a row was asked for others. */
export function readNumbers(env: Record<string, string | undefined>): RowNumbers {
  const read = (name: string, small: number): number => {
    const value = Number(env[name] ?? small)
    if (Number.isInteger(value) && value > 0) return value
    throw new Error(`${name} must be a whole number above 0, not ${env[name]}`)
  }
  return {
    seed: read('FAULT_SEED', SMALL.seed),
    kills: read('FAULT_KILLS', SMALL.kills),
    ticks: read('FAULT_TICKS', SMALL.ticks),
    cuts: read('FAULT_CUTS', SMALL.cuts),
    restarts: read('FAULT_RESTARTS', SMALL.restarts),
    lockSeconds: env['FAULT_LOCKS']?.split(',').map(Number) ?? SMALL.lockSeconds,
  }
}

/** The environment in which the tests of a row take its numbers. */
export function numbersFor({ isFull, seed, kills }: FaultOptions): Record<string, string> {
  const { ticks, cuts, restarts, lockSeconds } = isFull ? FULL : SMALL
  return {
    FAULT_SEED: String(seed),
    FAULT_KILLS: String(isFull ? kills : SMALL.kills),
    FAULT_TICKS: String(ticks),
    FAULT_CUTS: String(cuts),
    FAULT_RESTARTS: String(restarts),
    FAULT_LOCKS: lockSeconds.join(),
  }
}
