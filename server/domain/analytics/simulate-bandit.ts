import { seededRandom, type Random } from './random.ts'
import { believe, drawBest, type Tally } from './thompson.ts'

export type BanditPolicy = 'uniform' | 'ucb1' | 'epsilon-greedy' | 'thompson'

const EPSILON = 0.1

/** What a policy loses against always showing the best arm, for each seed: the sum of the gaps of what it chose. */
export function simulateRegret(
  policy: BanditPolicy,
  rates: readonly number[],
  { rounds, seeds }: { rounds: number; seeds: number },
): number[] {
  return Array.from({ length: seeds }, (_, seed) => regretOfOne(policy, rates, { rounds, seed }))
}

function regretOfOne(
  policy: BanditPolicy,
  rates: readonly number[],
  { rounds, seed }: { rounds: number; seed: number },
): number {
  const random = seededRandom(`${policy}:${seed}`)
  const best = Math.max(...rates)
  const tallies = rates.map((): Tally => ({ shown: 0, answered: 0 }))
  let regret = 0
  for (let round = 1; round <= rounds; round++) {
    const chosen = choose(policy, tallies, { round, random })
    const rate = rates[chosen] ?? 0
    const tally = tallies[chosen]
    if (!tally) continue
    tally.shown += 1
    if (random() < rate) tally.answered += 1
    regret += best - rate
  }
  return regret
}

function choose(
  policy: BanditPolicy,
  tallies: readonly Tally[],
  { round, random }: { round: number; random: Random },
): number {
  const anyone = (): number => Math.floor(random() * tallies.length)
  switch (policy) {
    case 'uniform':
      return anyone()
    case 'epsilon-greedy':
      return random() < EPSILON
        ? anyone()
        : highest(tallies, ({ shown, answered }) => (answered + 1) / (shown + 2))
    case 'ucb1':
      return highest(tallies, ({ shown, answered }) =>
        shown === 0 ? Infinity : answered / shown + Math.sqrt((2 * Math.log(round)) / shown),
      )
    case 'thompson':
      return drawBest(
        tallies.map((tally) => ({ belief: believe(tally) })),
        random,
      )
  }
}

function highest(tallies: readonly Tally[], valueOf: (tally: Tally) => number): number {
  let best = 0
  let bestValue = -Infinity
  tallies.forEach((tally, index) => {
    const value = valueOf(tally)
    if (value > bestValue) [best, bestValue] = [index, value]
  })
  return best
}
