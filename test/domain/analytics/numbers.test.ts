import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dampedHyp2f1, hyp2f1 } from '../../../server/domain/analytics/hyp2f1.ts'
import { lnGamma } from '../../../server/domain/analytics/ln-gamma.ts'
import { asProbability, lnDifference, lnSum } from '../../../server/domain/analytics/logs.ts'
import { finish, minimise } from '../../../server/domain/analytics/nelder-mead.ts'

/** Made with forty digits by another program. */
const LN_GAMMA: [number, number][] = [
  [0.001, 6.907178885383853],
  [0.0123, 4.391179955475717],
  [0.5, 0.5723649429247001],
  [0.9999, 5.7729791561193866e-5],
  [1.00001, -5.7720744027504825e-6],
  [1.4616321, -0.12148629053584863],
  [1.9999, -4.227520877215346e-5],
  [2.000001, 4.2278465762452923e-7],
  [2.5, 0.2846828704729192],
  [3.7, 1.428072326665388],
  [7.99, 8.50501160608848],
  [8.01, 8.545324429747733],
  [12.5, 18.734347511936445],
  [100.25, 360.28455963776423],
  [54321.5, 537923.6480392066],
  [1_000_000, 12815504.569147611],
]

describe('ln Γ', () => {
  it.each(LN_GAMMA)('of %d is right to thirteen digits', (x, value) => {
    expect(Math.abs(lnGamma(x) - value)).toBeLessThan(1e-13 * Math.abs(value))
  })

  it('grows by ln x from x to x + 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (x) => {
        const size = Math.abs(lnGamma(x + 1)) + Math.abs(lnGamma(x))
        expect(Math.abs(lnGamma(x + 1) - lnGamma(x) - Math.log(x))).toBeLessThan(4e-16 * size + 1e-14)
      }),
    )
  })

  it('is not a number where Γ has no logarithm', () => {
    expect(lnGamma(0)).toBeNaN()
    expect(lnGamma(-1.5)).toBeNaN()
  })
})

describe('₂F₁', () => {
  it.each([
    [0.5248, 1.614, 2.5, 0.3, 1.1235502462895735],
    [2.5, 3.6, 7.1, 0.9, 7.610315239336568],
    [0.1, -0.2, 3.3, 0.99, 0.9931548178670477],
    [500.5, 502.6, 503.5, 0.45, 5.1981717510680675e129],
  ])('(%d, %d; %d; %d) equals the value of another program', (a, b, c, z, value) => {
    expect(hyp2f1(a, b, c, z) / value).toBeCloseTo(1, 12)
  })

  it('is the same with and without the transformation', () => {
    const size = fc.double({ min: 0.05, max: 12, noNaN: true })
    fc.assert(
      fc.property(size, size, size, fc.double({ min: 0, max: 0.9, noNaN: true }), (a, b, c, z) => {
        const plain = (1 - z) ** a * hyp2f1(a, b, c, z)
        expect(dampedHyp2f1(a, b, c, z) / plain).toBeCloseTo(1, 9)
      }),
    )
  })

  it('stays finite far beyond the range of a double', () => {
    expect(dampedHyp2f1(2000, 2001, 2002, 0.95)).toBeGreaterThan(0)
    expect(dampedHyp2f1(2000, 3, 4, 0.95)).toBeGreaterThan(0)
  })
})

describe('sums of logarithms', () => {
  it('do not overflow, whatever their size', () => {
    expect(lnSum(2000, 2000)).toBeCloseTo(2000 + Math.LN2, 10)
    expect(lnSum(-Infinity, -5000)).toBe(-5000)
    expect(lnDifference(5, 5)).toBe(-Infinity)
    expect(lnDifference(1000, 999)).toBeCloseTo(1000 + Math.log(1 - Math.exp(-1)), 10)
  })

  it('a probability is clamped for rounding only', () => {
    expect(asProbability(1 + 1e-12)).toBe(1)
    expect(asProbability(-1e-12)).toBe(0)
    expect(() => asProbability(1.01)).toThrow('not a probability')
    expect(() => asProbability(NaN)).toThrow('not a probability')
  })
})

describe('the simplex search', () => {
  it('finds the bottom of a curved valley', () => {
    const valley = ([x = 0, y = 0]: number[]): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2
    const found = finish(minimise(valley, [-1.2, 1]))
    expect(found.converged).toBe(true)
    expect(found.at[0]).toBeCloseTo(1, 5)
    expect(found.at[1]).toBeCloseTo(1, 5)
  })

  it('goes round places where the objective is not a number', () => {
    const found = finish(minimise(([x = 0]: number[]) => (x < 0 ? NaN : (x - 0.25) ** 2), [2]))
    expect(found.at[0]).toBeCloseTo(0.25, 5)
  })
})
