import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adjustByHolm,
  alwaysValidP,
  assignArm,
  checkAllocation,
  compareArms,
  sampleSize,
} from '../../../server/domain/analytics/ab-test.ts'
import { evaluateOffPolicy } from '../../../server/domain/analytics/off-policy.ts'
import { seededRandom } from '../../../server/domain/analytics/random.ts'
import {
  chiSquareP,
  erfc,
  lnFactorial,
  normalBelow,
  normalQuantile,
  twoSidedP,
} from '../../../server/domain/analytics/special-functions.ts'

const arm = fc
  .integer({ min: 1, max: 5_000 })
  .chain((count) => fc.record({ count: fc.constant(count), answers: fc.integer({ min: 0, max: count }) }))

describe('the tables of statistics', () => {
  it.each([
    [1.959964, 0.05],
    [2.575829, 0.01],
    [3.290527, 0.001],
  ])('give for z %f the p %f', (z, p) => {
    expect(twoSidedP(z)).toBeCloseTo(p, 6)
    expect(normalQuantile(1 - p / 2)).toBeCloseTo(z, 5)
  })

  it('turn back into each other, far into the tail', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(normalBelow(normalQuantile(p)) / p).toBeCloseTo(1, 6)
      }),
    )
  })

  it.each([
    [3.841459, 1, 0.05],
    [5.991465, 2, 0.05],
    [18.307038, 10, 0.05],
    [24.99579, 15, 0.05],
  ])('give for χ² %f with %i degrees the p %f', (chiSquare, degrees, p) => {
    expect(chiSquareP(chiSquare, degrees)).toBeCloseTo(p, 6)
  })

  it('do not jump where the method changes', () => {
    expect(erfc(2.5 - 1e-9) / erfc(2.5 + 1e-9)).toBeCloseTo(1, 7)
    expect(lnFactorial(256)).toBeCloseTo(lnFactorial(255) + Math.log(256), 9)
  })
})

describe('two arms', () => {
  it('are the same test from the other side', () => {
    fc.assert(
      fc.property(arm, arm, (one, other) => {
        const there = compareArms(one, other)
        const back = compareArms(other, one)
        expect(there?.p).toBeCloseTo(back?.p ?? -1, 12)
        expect(there?.z).toBeCloseTo(-(back?.z ?? 1), 9)
        expect(there?.interval[0]).toBeCloseTo(-(back?.interval[1] ?? 1), 12)
      }),
    )
  })

  it('are never made surer by the p that allows looking at any time', () => {
    fc.assert(
      fc.property(arm, arm, (one, other) => {
        const compared = compareArms(one, other)
        if (compared) expect(compared.alwaysValidP).toBeGreaterThanOrEqual(compared.p - 1e-9)
      }),
    )
  })

  it('cannot be compared when one is empty, and differ in nothing when nobody answered', () => {
    expect(compareArms({ answers: 0, count: 0 }, { answers: 1, count: 2 })).toBeNull()
    expect(compareArms({ answers: 0, count: 5 }, { answers: 0, count: 9 })).toMatchObject({
      p: 1,
      alwaysValidP: 1,
    })
  })

  it('cry wolf in at most 5 % of tests without a difference, though looked at a hundred times', () => {
    const random = seededRandom('peeking')
    let alarms = 0
    for (let test = 0; test < 300; test++) {
      const [a, b] = [
        { answers: 0, count: 0 },
        { answers: 0, count: 0 },
      ]
      const looks = []
      for (let look = 0; look < 100; look++) {
        for (let seen = 0; seen < 100; seen++) {
          for (const one of [a, b]) {
            one.count += 1
            if (random() < 0.1) one.answers += 1
          }
        }
        const compared = compareArms(a, b)
        if (compared) looks.push(compared)
      }
      if (alwaysValidP(looks) < 0.05) alarms += 1
    }
    expect(alarms / 300).toBeLessThanOrEqual(0.05)
  })

  it('need 3,841 each to tell 12 % from 10 %', () => {
    expect(sampleSize(0.1, 0.12)).toBe(3_841)
    expect(sampleSize(0.12, 0.1)).toBe(3_841)
    expect(sampleSize(0.1, 0.1)).toBeNull()
  })
})

describe('allocation', () => {
  it('is fine when even, and blocks the verdict when it is not', () => {
    expect(checkAllocation([1_000, 1_010]).isBroken).toBe(false)
    expect(checkAllocation([1_000, 1_200]).isBroken).toBe(true)
    expect(checkAllocation([900, 100], [0.9, 0.1]).isBroken).toBe(false)
    expect(checkAllocation([])).toMatchObject({ isBroken: false })
  })

  it('keeps a customer in the same arm for ever, and follows the shares', () => {
    const shares = [0.5, 0.3, 0.2]
    const counts = [0, 0, 0]
    for (let n = 0; n < 20_000; n++) {
      const chosen = assignArm('script-a', `customer-${n}`, shares)
      expect(assignArm('script-a', `customer-${n}`, shares)).toBe(chosen)
      counts[chosen] = (counts[chosen] ?? 0) + 1
    }
    expect(checkAllocation(counts, shares).isBroken).toBe(false)
  })

  it('of two experiments has nothing to do with each other', () => {
    let both = 0
    for (let n = 0; n < 10_000; n++)
      if (assignArm('one', `c${n}`, [1, 1]) === 0 && assignArm('two', `c${n}`, [1, 1]) === 0) both += 1
    expect(Math.abs(both - 2_500)).toBeLessThan(200)
  })
})

describe('many comparisons', () => {
  it('raise each p by Holm', () => {
    expect(adjustByHolm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
  })
})

describe('another policy', () => {
  const rows = (count: number, weight: number, reward = 1) =>
    Array.from({ length: count }, () => ({ reward, probability: 0.5, otherProbability: 0.5 * weight }))

  it('that would have chosen the same earns what was earned', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 100, maxLength: 200 }), (answers) => {
        const answer = evaluateOffPolicy(
          answers.map((answered) => ({ reward: answered ? 1 : 0, probability: 0.2, otherProbability: 0.2 })),
        )
        const mean = answers.filter(Boolean).length / answers.length
        expect(answer.state).toBe('shown')
        expect(answer.estimate?.ips).toBeCloseTo(mean, 12)
        expect(answer.estimate?.snips).toBeCloseTo(mean, 12)
        expect(answer.estimate?.effectiveCount).toBeCloseTo(answers.length, 9)
      }),
    )
  })

  it('is not told about when the log is too small, or was made too differently', () => {
    expect(evaluateOffPolicy([])).toMatchObject({ state: 'withheld', reason: 'no-choices' })
    expect(evaluateOffPolicy(rows(99, 1))).toMatchObject({ state: 'withheld', reason: 'too-few' })
    expect(evaluateOffPolicy(rows(100, 1))).toMatchObject({ state: 'shown' })
    expect(evaluateOffPolicy(rows(500, 1.2))).toMatchObject({ state: 'withheld', reason: 'weights-off' })
    expect(evaluateOffPolicy(rows(500, 0))).toMatchObject({ state: 'withheld', reason: 'too-few' })
  })
})
