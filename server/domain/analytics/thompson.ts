import { drawBeta, type Random } from './random.ts'

/** What is believed of a rate: Beta(alpha, beta). */
export interface Belief {
  alpha: number
  beta: number
}

/** How often something was shown, and how often it was answered; both fade, so they need not be whole. */
export interface Tally {
  shown: number
  answered: number
}

/** Something that may be chosen. Its score in a draw is rate · value − minus. */
export interface Arm {
  belief: Belief
  /** What an answer is worth; 1 when left out. */
  value?: number
  /** Costs and penalties that fall due in any case. */
  minus?: number
}

export interface Choice {
  index: number
  /** With which probability this one was chosen: what evaluation later divides by. */
  probability: number
  /** Of every arm, in order; they add up to 1. */
  probabilities: number[]
}

export const THOMPSON = {
  /** A prior centred on the parent segment weighs as much as this many shows. */
  parentStrength: 20,
  halfLifeDays: 60,
  draws: 1_000,
  /** Nothing eligible is ever ruled out, otherwise it could never be evaluated. */
  floor: 0.01,
} as const

export const UNKNOWN: Belief = { alpha: 1, beta: 1 }

/** Older experience counts less: half after 60 days. */
export function fade(tally: Tally, days: number, halfLifeDays: number = THOMPSON.halfLifeDays): Tally {
  const left = Math.pow(0.5, Math.max(0, days) / halfLifeDays)
  return { shown: tally.shown * left, answered: tally.answered * left }
}

/** Adds what became known since, both at the day of the later one. */
export function addTallies(one: Tally, other: Tally): Tally {
  return { shown: one.shown + other.shown, answered: one.answered + other.answered }
}

/**
 * The belief after a tally. Without a parent it is Beta(1 + s, 1 + n − s). With one the prior lies at the parent's rate
 * and weighs as much as 20 shows, but never more than the parent itself: an unknown parent teaches nothing.
 */
export function believe(tally: Tally, parent: Belief | null = null): Belief {
  const prior = parent ?? UNKNOWN
  const weight = prior.alpha + prior.beta
  const strength = Math.min(weight, THOMPSON.parentStrength)
  const missed = Math.max(0, tally.shown - tally.answered)
  return {
    alpha: (prior.alpha / weight) * strength + tally.answered,
    beta: (prior.beta / weight) * strength + missed,
  }
}

export function meanOf({ alpha, beta }: Belief): number {
  return alpha / (alpha + beta)
}

/** The arm that scores best in one draw of every belief. */
export function drawBest(arms: readonly Arm[], random: Random): number {
  let best = -1
  let bestScore = -Infinity
  arms.forEach(({ belief, value = 1, minus = 0 }, index) => {
    const score = drawBeta(belief.alpha, belief.beta, random) * value - minus
    if (score > bestScore) {
      best = index
      bestScore = score
    }
  })
  return best
}

/** How probable it is that each arm is the best, by drawing; none falls under the floor, and they add up to 1. */
export function probabilitiesOfBest(
  arms: readonly Arm[],
  random: Random,
  { draws = THOMPSON.draws, floor = THOMPSON.floor }: { draws?: number; floor?: number } = {},
): number[] {
  if (arms.length === 0) return []
  const wins = arms.map(() => 0)
  for (let draw = 0; draw < draws; draw++) {
    const best = drawBest(arms, random)
    wins[best] = (wins[best] ?? 0) + 1
  }
  // Above a hundred arms the floor would use up everything; then all of them share what there is.
  const least = Math.min(floor, 1 / arms.length)
  return wins.map((won) => least + (1 - least * arms.length) * (won / draws))
}

/** Chooses one of the arms, and says with which probability; null when there is none. */
export function chooseArm(
  arms: readonly Arm[],
  random: Random,
  options: { draws?: number; floor?: number } = {},
): Choice | null {
  const probabilities = probabilitiesOfBest(arms, random, options)
  // The choice follows the probabilities with the floor in them, so what is logged is what was done.
  let left = random()
  let index = -1
  for (const [at, probability] of probabilities.entries()) {
    index = at
    left -= probability
    if (left < 0) break
  }
  const probability = probabilities[index]
  return probability === undefined ? null : { index, probability, probabilities }
}
