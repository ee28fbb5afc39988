import type { Ended } from './outcome.ts'

export type Verdict = 'caught' | 'not-caught' | 'broken'

/** The same row at the same numbers, with the protection and without it. */
export interface Pair {
  sound: Ended
  /** null: not run, since the row is not green as the product is. */
  mutated: Ended | null
}

/**
 * Only green with the protection and red without it is “caught”: a row that is red anyway, a service that does not
 * start or patience that ends would prove any mutant.
 */
export function judgeMutant(pairs: readonly Pair[]): Verdict {
  const isBroken = ({ sound, mutated }: Pair): boolean =>
    sound.outcome !== 'met' || mutated === null || mutated.outcome === 'broken'
  if (pairs.length === 0 || pairs.some(isBroken)) return 'broken'
  return pairs.every(({ mutated }) => mutated?.outcome === 'red') ? 'caught' : 'not-caught'
}

export const VERDICT_EXIT: Record<Verdict, number> = { caught: 0, 'not-caught': 1, broken: 3 }
