import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawBeta, drawGamma, hash32, seededRandom } from '../../../server/domain/analytics/random.ts'
import { simulateRegret } from '../../../server/domain/analytics/simulate-bandit.ts'
import {
  addTallies,
  believe,
  chooseArm,
  fade,
  meanOf,
  probabilitiesOfBest,
  type Arm,
} from '../../../server/domain/analytics/thompson.ts'

const tally = fc
  .integer({ min: 0, max: 5_000 })
  .chain((shown) => fc.integer({ min: 0, max: shown }).map((answered) => ({ shown, answered })))
const arms = fc.array(
  tally.map((one): Arm => ({ belief: believe(one) })),
  { minLength: 1, maxLength: 12 },
)

describe('seeded chance', () => {
  it('is the same for the same seed and another for another', () => {
    const draw = (seed: string): number[] => Array.from({ length: 5 }, seededRandom(seed))
    expect(draw('a')).toEqual(draw('a'))
    expect(draw('a')).not.toEqual(draw('b'))
  })

  it.each([
    { alpha: 0.5, beta: 0.5 },
    { alpha: 1, beta: 1 },
    { alpha: 3, beta: 40 },
    { alpha: 900, beta: 100 },
  ])('has the mean and spread of Beta($alpha, $beta)', ({ alpha, beta }) => {
    const random = seededRandom('moments')
    const draws = Array.from({ length: 40_000 }, () => drawBeta(alpha, beta, random))
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length
    const whole = alpha + beta
    const expected = (alpha * beta) / (whole * whole * (whole + 1))
    expect(Math.abs(mean - alpha / whole)).toBeLessThan(5 * Math.sqrt(expected / draws.length))
    expect(variance / expected).toBeCloseTo(1, 1)
  })

  it('gives gamma draws above 0 also for shapes far below 1', () => {
    const random = seededRandom('small')
    for (let turn = 0; turn < 1_000; turn++) expect(drawGamma(0.05, random)).toBeGreaterThanOrEqual(0)
  })

  it('spreads hashes of texts that follow each other evenly over a hundred parts', () => {
    const parts = Array.from({ length: 100 }, () => 0)
    for (let n = 0; n < 100_000; n++) {
      const part = hash32(`experiment:customer-${n}`) % 100
      parts[part] = (parts[part] ?? 0) + 1
    }
    const chiSquare = parts.reduce((sum, seen) => sum + (seen - 1_000) ** 2 / 1_000, 0)
    expect(chiSquare).toBeLessThan(150)
  })
})

describe('a belief', () => {
  it('is Beta(1 + s, 1 + n − s) without a parent', () => {
    expect(believe({ shown: 10, answered: 3 })).toEqual({ alpha: 4, beta: 8 })
  })

  it('starts at the parent with the weight of 20 shows', () => {
    const parent = believe({ shown: 998, answered: 99 })
    expect(believe({ shown: 0, answered: 0 }, parent)).toEqual({ alpha: 2, beta: 18 })
    expect(meanOf(believe({ shown: 0, answered: 0 }, parent))).toBeCloseTo(0.1, 12)
  })

  it('learns nothing from a parent that nobody has seen', () => {
    expect(believe({ shown: 4, answered: 1 }, believe({ shown: 0, answered: 0 }))).toEqual({
      alpha: 2,
      beta: 4,
    })
  })

  it('lies between the parent and what was seen', () => {
    fc.assert(
      fc.property(tally, tally, (own, above) => {
        const parent = believe(above)
        const mean = meanOf(believe(own, parent))
        const seen = own.shown === 0 ? meanOf(parent) : own.answered / own.shown
        expect(mean).toBeGreaterThanOrEqual(Math.min(seen, meanOf(parent)) - 1e-12)
        expect(mean).toBeLessThanOrEqual(Math.max(seen, meanOf(parent)) + 1e-12)
      }),
    )
  })

  it('fades to a half after 60 days, step by step as at once', () => {
    expect(fade({ shown: 8, answered: 2 }, 60)).toEqual({ shown: 4, answered: 1 })
    fc.assert(
      fc.property(tally, fc.nat(400), fc.nat(400), (one, first, second) => {
        const stepped = fade(fade(one, first), second)
        expect(stepped.shown).toBeCloseTo(fade(one, first + second).shown, 9)
        expect(stepped.answered).toBeCloseTo(fade(one, first + second).answered, 9)
      }),
    )
  })

  it('gains by what was seen since', () => {
    expect(addTallies({ shown: 1.5, answered: 0.5 }, { shown: 2, answered: 1 })).toEqual({
      shown: 3.5,
      answered: 1.5,
    })
  })
})

describe('a choice', () => {
  it('has probabilities that add up to 1 and never fall under the floor', () => {
    fc.assert(
      fc.property(arms, fc.string(), (all, seed) => {
        const probabilities = probabilitiesOfBest(all, seededRandom(seed))
        expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
        for (const one of probabilities) expect(one).toBeGreaterThanOrEqual(0.01 - 1e-12)
      }),
      { numRuns: 30 },
    )
  })

  it('logs the probability of the arm it chose', () => {
    fc.assert(
      fc.property(arms, fc.string(), (all, seed) => {
        const choice = chooseArm(all, seededRandom(seed))
        expect(choice?.probability).toBe(choice?.probabilities[choice.index])
      }),
      { numRuns: 30 },
    )
  })

  it('is made as often as its probability says', () => {
    const random = seededRandom('often')
    const all: Arm[] = [{ belief: { alpha: 1, beta: 60 } }, { belief: { alpha: 40, beta: 60 } }]
    let first = 0
    let promised = 0
    for (let turn = 0; turn < 2_000; turn++) {
      const choice = chooseArm(all, random, { draws: 50, floor: 0.1 })
      if (choice?.index === 0) first += 1
      promised += choice?.probabilities[0] ?? 0
    }
    expect(Math.abs(first - promised)).toBeLessThan(4 * Math.sqrt(2_000 * 0.1 * 0.9))
  })

  it('weighs what an answer is worth', () => {
    const [rare, often] = probabilitiesOfBest(
      [
        { belief: { alpha: 50, beta: 950 }, value: 100 },
        { belief: { alpha: 300, beta: 700 }, value: 1 },
      ],
      seededRandom(1),
    )
    expect(rare).toBeGreaterThan(0.98)
    expect(often).toBeCloseTo(0.01, 6)
  })

  it('is nobody when there is nothing to choose from', () => {
    expect(chooseArm([], seededRandom(1))).toBeNull()
  })
})

describe('the published simulation, a tenth of it', () => {
  it('loses less by Thompson than by any fixed rule', () => {
    const scale = { rounds: 10_000, seeds: 10 }
    const rates = [0.1828, 0.1514, 0.1062]
    const mean = (all: number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length
    const thompson = mean(simulateRegret('thompson', rates, scale))
    expect(thompson).toBeLessThan(60)
    expect(thompson).toBeLessThan(mean(simulateRegret('ucb1', rates, scale)))
    expect(mean(simulateRegret('uniform', rates, scale))).toBeCloseTo(360, -1)
  })
})
