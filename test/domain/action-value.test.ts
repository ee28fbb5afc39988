import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chanceFor } from '../../server/domain/action-value.ts'
import { rateInterval } from '../../server/domain/rate-interval.ts'
import { fitsCustomer } from '../../server/domain/script-fit.ts'

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true })
const willing = (chance: number, usual: number) => ({ response: { chance, usual, modelVersion: 'R1' } })

it('a customer as willing as the usual one leaves a chance as it was measured, a more willing one raises it', () => {
  fc.assert(
    fc.property(share, share, share, (measured, chance, usual) => {
      expect(chanceFor(measured, { response: null })).toBe(measured)
      expect(chanceFor(measured, willing(usual, usual))).toBeCloseTo(measured, 9)
      const moved = chanceFor(measured, willing(chance, usual))
      expect(Math.sign(moved - measured)).toBe(
        Math.abs(chance - usual) < 1e-9 ? Math.sign(moved - measured) : Math.sign(chance - usual),
      )
      expect(moved).toBeGreaterThan(0)
      expect(moved).toBeLessThan(1)
    }),
  )
})

it.each([
  [0, 30, 0, 0.1135],
  [15, 30, 0.3315, 0.6685],
  [30, 30, 0.8865, 1],
])('%i of %i lies between %f and %f', (answers, count, low, high) => {
  const interval = rateInterval(answers, count)
  expect(interval?.low).toBeCloseTo(low, 3)
  expect(interval?.high).toBeCloseTo(high, 3)
  expect(rateInterval(answers, 0)).toBeNull()
})

it.each([
  { of: [[], [], []], to: ['lost', 0, null], fits: true },
  { of: [['growth'], [], []], to: ['growth', null, 'A'], fits: true },
  { of: [['growth'], [], []], to: [null, 7, null], fits: false },
  { of: [[], [7, 5], []], to: ['growth', 3, 'A'], fits: false },
  { of: [['growth'], [7], []], to: ['growth', 7, null], fits: true },
  { of: [[], [], ['A', 'B']], to: ['growth', 7, 'B'], fits: true },
  { of: [[], [], ['A', 'B']], to: ['growth', 7, 'C'], fits: false },
  { of: [[], [], ['A', 'B']], to: ['growth', 7, null], fits: false },
] as const)('a script for $of fits a customer of $to: $fits', ({ of, to, fits }) => {
  const [stages, tiers, grades] = of
  const [stage, tier, grade] = to
  expect(fitsCustomer({ stages, tiers, grades }, { stage, tier, grade })).toBe(fits)
})
