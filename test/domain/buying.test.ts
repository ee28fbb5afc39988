import fc from 'fast-check'
import { expect, it } from 'vitest'
import { buyingOf } from '../../server/domain/buying.ts'
import { addDays } from '../../server/domain/time.ts'

const look = (on: string, model: string | null = null) => ({ on, model })

it.each([
  { looks: [], boughtOn: [], is: [null, null] },
  { looks: [], boughtOn: ['2026-03-10'], is: [null, null] },
  { looks: [look('2026-03-01')], boughtOn: [], is: [null, null] },
  { looks: [look('2026-03-01')], boughtOn: ['2026-03-10'], is: [9, null] },
  { looks: [look('2026-03-10', 'S7')], boughtOn: ['2026-03-10'], is: [0, 1] },
  { looks: [look('2026-03-05', 'S7'), look('2026-02-01', 'ｓ 7')], boughtOn: ['2026-03-10'], is: [37, 1] },
  { looks: [look('2026-03-05', 'S7'), look('2026-03-06', 'E5')], boughtOn: [], is: [null, 2] },
  // What came after the car belongs to the next one.
  { looks: [look('2026-03-05', 'S7'), look('2026-03-11')], boughtOn: ['2026-03-10'], is: [5, 1] },
  {
    looks: [look('2026-03-05', 'S7'), look('2026-03-11', 'E5'), look('2026-03-12', 'X')],
    boughtOn: ['2026-03-10'],
    is: [5, 2],
  },
  { looks: [look('2026-03-11', 'E5')], boughtOn: ['2026-03-10'], is: [null, 1] },
  { looks: [look('2026-03-11', 'E5')], boughtOn: ['2026-03-20', '2024-01-05'], is: [9, 1] },
  { looks: [look('2024-01-01', 'S7')], boughtOn: ['2024-01-05', '2026-03-20'], is: [4, 1] },
  { looks: [look('2026-03-05', ' ')], boughtOn: [], is: [null, null] },
])('$looks and a car on $boughtOn are $is', ({ looks, boughtOn, is }) => {
  expect(buyingOf({ looks, boughtOn })).toEqual({ daysToBuy: is[0], modelsCompared: is[1] })
})

it('does not depend on the order of the looks, and one more look never makes it fewer', () => {
  const one = fc.record({
    on: fc.integer({ min: 0, max: 90 }).map((n) => addDays('2026-01-01', n)),
    model: fc.option(fc.constantFrom('S7', 's7', 'E5', 'X'), { nil: null }),
  })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 8 }), one, (looks, more) => {
      const boughtOn = ['2026-04-15']
      const known = buyingOf({ looks, boughtOn })
      expect(buyingOf({ looks: [...looks].reverse(), boughtOn })).toEqual(known)
      const wider = buyingOf({ looks: [...looks, more], boughtOn })
      expect(wider.daysToBuy ?? -1).toBeGreaterThanOrEqual(known.daysToBuy ?? -1)
      expect(wider.modelsCompared ?? 0).toBeGreaterThanOrEqual(known.modelsCompared ?? 0)
    }),
  )
})
