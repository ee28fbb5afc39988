import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitModel } from '../../../server/domain/analytics/attrition-model.ts'
import { forecastBg } from '../../../server/domain/analytics/bg-nbd.ts'
import { churnBand, churnWithin } from '../../../server/domain/analytics/churn.ts'
import { groupHistories } from '../../../server/domain/analytics/history-groups.ts'
import { discountedVisits, MONTHLY_DISCOUNT } from '../../../server/domain/analytics/lifetime-value.ts'
import { activeWithin, forecastMbg, mbgNbd } from '../../../server/domain/analytics/mbg-nbd.ts'
import { forecastPareto } from '../../../server/domain/analytics/pareto-nbd.ts'
import {
  historyOf,
  toColumns,
  type DayHistory,
  type History,
} from '../../../server/domain/analytics/purchase-history.ts'

const positive = fc.double({ min: 0.02, max: 30, noNaN: true })
const bg = fc.record({ r: positive, alpha: positive, a: positive, b: positive })
const mbg = fc.tuple(bg, fc.constantFrom(1, 2, 3, 4)).map(([parameters, k]) => ({ ...parameters, k }))
const pareto = fc.record({ r: positive, alpha: positive, s: positive, beta: positive })
const history: fc.Arbitrary<History> = fc
  .tuple(
    fc.integer({ min: 0, max: 500 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 1, max: 5000 }),
  )
  .map(([repeats, share, ageWeeks]) => ({
    repeats,
    lastWeeks: repeats === 0 ? 0 : share * ageWeeks,
    ageWeeks,
  }))
const weeks = fc.double({ min: 0.1, max: 520, noNaN: true })

const TYPICAL = { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614, k: 1 }

describe('forecasts of any customer under any parameters', () => {
  it('are probabilities and finite counts', () => {
    fc.assert(
      fc.property(bg, mbg, pareto, history, weeks, (bgOnes, mbgOnes, paretoOnes, one, ahead) => {
        for (const forecast of [
          forecastBg(bgOnes, one, ahead),
          forecastMbg(mbgOnes, one, ahead),
          forecastPareto(paretoOnes, one, ahead),
        ]) {
          expect(forecast.alive).toBeGreaterThanOrEqual(0)
          expect(forecast.alive).toBeLessThanOrEqual(1)
          expect(Number.isFinite(forecast.expected)).toBe(true)
          expect(forecast.expected).toBeGreaterThanOrEqual(-1e-9)
        }
        const active = activeWithin(mbgOnes, one, ahead)
        expect(active).toBeGreaterThanOrEqual(0)
        expect(active).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('survive five hundred visits in five thousand weeks', () => {
    const one = { repeats: 500, lastWeeks: 4999, ageWeeks: 5000 }
    expect(forecastMbg(TYPICAL, one, 39).expected).toBeCloseTo(3.89, 1)
    expect(forecastBg(TYPICAL, one, 39).alive).toBeGreaterThan(0.99)
  })

  it('pass smoothly through a = 1 and s = 1, where the formulas divide by zero', () => {
    const one = { repeats: 3, lastWeeks: 20, ageWeeks: 40 }
    const mbgAt = (a: number): number => forecastMbg({ ...TYPICAL, a }, one, 39).expected
    const bgAt = (a: number): number => forecastBg({ ...TYPICAL, a }, one, 39).expected
    const paretoAt = (s: number): number =>
      forecastPareto({ r: 0.55, alpha: 10.6, s, beta: 11.7 }, one, 39).expected
    for (const expected of [mbgAt, bgAt, paretoAt]) {
      expect(expected(1)).toBeCloseTo((expected(0.999) + expected(1.001)) / 2, 5)
      expect(expected(1)).toBeCloseTo(expected(1 + 1e-9), 5)
    }
  })

  it('move little when x moves little', () => {
    fc.assert(
      fc.property(mbg, fc.integer({ min: 1, max: 499 }), (parameters, repeats) => {
        const at = (x: number): number =>
          forecastMbg(parameters, { repeats: x, lastWeeks: 190, ageWeeks: 200 }, 10).expected
        expect(Math.abs(at(repeats + 1e-6) - at(repeats))).toBeLessThan(1e-3)
      }),
    )
  })

  it('expect more of a longer time, and nothing of none', () => {
    fc.assert(
      fc.property(mbg, history, (parameters, one) => {
        const short = forecastMbg(parameters, one, 4).expected
        expect(forecastMbg(parameters, one, 8).expected).toBeGreaterThanOrEqual(short - 1e-9)
        expect(forecastMbg(parameters, one, 1e-9).expected).toBeCloseTo(0, 6)
      }),
    )
  })
})

describe('the churn figure', () => {
  it('rises while a customer stays away', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 10, max: 100 }),
        (repeats, lastWeeks) => {
          const at = (ageWeeks: number): number => churnWithin(TYPICAL, { repeats, lastWeeks, ageWeeks })
          expect(at(lastWeeks + 30)).toBeGreaterThan(at(lastWeeks + 1))
        },
      ),
    )
  })

  it('is in a band at its border, never between two', () => {
    expect([churnBand(0.8), churnBand(0.7999), churnBand(0.5), churnBand(0.4999)]).toEqual([
      'high',
      'medium',
      'medium',
      'low',
    ])
  })

  it('counts a single visit as one who may already have gone', () => {
    expect(churnWithin(TYPICAL, { repeats: 0, lastWeeks: 0, ageWeeks: 52 })).toBeGreaterThan(0.8)
  })
})

describe('the value of the months ahead', () => {
  it('is less than the undiscounted visits and more than those of half the time', () => {
    const one = { repeats: 5, lastWeeks: 40, ageWeeks: 44 }
    const year = discountedVisits(TYPICAL, one, { months: 12, monthlyDiscount: MONTHLY_DISCOUNT })
    expect(year).toBeLessThan(forecastMbg(TYPICAL, one, 12 * 4.345).expected)
    expect(year).toBeGreaterThan(forecastMbg(TYPICAL, one, 6 * 4.345).expected)
  })
})

const people: fc.Arbitrary<DayHistory[]> = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 30, max: 700 }),
      fc.double({ min: 0.1, max: 0.95, noNaN: true }),
    )
    .map(([repeats, ageDays, share]) => {
      const lastDays = repeats === 0 ? 0 : Math.max(repeats, Math.floor(ageDays * share))
      return {
        repeats,
        lastDays,
        ageDays,
        lnGaps: repeats === 0 ? 0 : repeats * Math.log(lastDays / repeats / 7),
      }
    }),
  { minLength: 220, maxLength: 260 },
)

describe('fitting', () => {
  it('gives the same parameters whatever the order of the rows', () => {
    fc.assert(
      fc.property(people, (rows) => {
        const fit = (some: DayHistory[]) => fitModel(mbgNbd(2), groupHistories(toColumns(some)))
        expect(fit([...rows].reverse())).toEqual(fit(rows))
      }),
      { numRuns: 2 },
    )
  })

  it('says that there is not enough data below 200 customers or 100 repeat visits', () => {
    const regular = { repeats: 2, lastDays: 60, ageDays: 90, lnGaps: 2 * Math.log(30 / 7) }
    const single = { repeats: 0, lastDays: 0, ageDays: 90, lnGaps: 0 }
    const fit = (rows: DayHistory[]) => fitModel(mbgNbd(1), groupHistories(toColumns(rows)))
    expect(fit(Array.from({ length: 199 }, () => regular))).toBeNull()
    expect(
      fit([...Array.from({ length: 400 }, () => single), ...Array.from({ length: 49 }, () => regular)]),
    ).toBeNull()
    expect(
      fit([...Array.from({ length: 200 }, () => single), ...Array.from({ length: 50 }, () => regular)]),
    ).not.toBeNull()
  })

  it('keeps every customer when it groups them', () => {
    fc.assert(
      fc.property(people, (rows) => {
        const groups = groupHistories(toColumns(rows))
        expect(groups.weight.reduce((sum, one) => sum + one, 0)).toBe(rows.length)
        expect(groups.repeatVisits).toBe(rows.reduce((sum, one) => sum + one.repeats, 0))
      }),
    )
  })
})

describe('a history', () => {
  it('counts visit-days once, up to the day asked, in any order', () => {
    const days = ['2026-03-01', '2026-01-01', '2026-03-01', '2026-02-05', '2026-06-01']
    expect(historyOf(days, '2026-05-01')).toMatchObject({ repeats: 2, lastDays: 59, ageDays: 120 })
    expect(historyOf(days, '2025-12-31')).toBeNull()
    expect(historyOf([], '2026-05-01')).toBeNull()
  })
})
