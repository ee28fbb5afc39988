import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecastGap, measureGapClass } from '../../../server/domain/analytics/gap-forecast.ts'
import {
  dailyDistance,
  distanceDueOn,
  earliestVisit,
  nextVisitByGap,
} from '../../../server/domain/analytics/next-visit.ts'
import { bestSlotOf, chooseSlot, slotProbability } from '../../../server/domain/analytics/push-time.ts'
import { calibrationBins, areaUnderCurve } from '../../../server/domain/analytics/forecast-accuracy.ts'

const CLASS = { gaps: 100, medianDays: 180, lowRatio: 0.5, highRatio: 1.5 }

describe('the expected gap', () => {
  it('is the median of the class for one who came once, and lies between it and the own gaps else', () => {
    expect(forecastGap([], 180)).toBeCloseTo(180, 10)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 12 }), (gaps) => {
        const forecast = forecastGap(gaps, 180)
        expect(forecast).toBeGreaterThanOrEqual(Math.min(180, ...gaps) - 1e-9)
        expect(forecast).toBeLessThanOrEqual(Math.max(180, ...gaps) + 1e-9)
        expect(forecastGap([...gaps].reverse(), 180)).toBe(forecast)
      }),
    )
  })

  it('has no class of its own below thirty gaps', () => {
    expect(measureGapClass([[30, 40], [50]])).toBeNull()
    const many = Array.from({ length: 20 }, () => [30, 60])
    expect(measureGapClass(many)?.gaps).toBe(40)
  })
})

describe('the next visit', () => {
  const byGap = nextVisitByGap(['2026-01-01', '2026-06-30'], CLASS)

  it('is the last one plus the gap, with the middle half of the class around it', () => {
    expect(byGap).toEqual({ on: '2026-12-27', from: '2026-09-28', to: '2027-03-27', rule: 'gap' })
    expect(nextVisitByGap([], CLASS)).toBeNull()
  })

  it('is decided by the earliest rule, which is named', () => {
    const today = '2026-07-10'
    expect(earliestVisit(byGap, { warranty: '2026-08-01', insurance: '2026-07-20' }, today)?.rule).toBe(
      'insurance',
    )
    expect(earliestVisit(byGap, { warranty: '2027-08-01' }, today)?.rule).toBe('gap')
    expect(earliestVisit(byGap, { distance: '2026-07-01' }, today)).toMatchObject({
      rule: 'distance',
      on: '2026-07-01',
    })
    expect(earliestVisit(null, {}, today)).toBeNull()
  })

  it('ignores a contract that has run out', () => {
    expect(earliestVisit(byGap, { warranty: '2026-07-01' }, '2026-07-10')?.rule).toBe('gap')
  })
})

describe('the distance rule', () => {
  const reading = (on: string, km: number) => ({ on, km })

  it('needs two readings that are thirty days apart and a car that moves', () => {
    expect(dailyDistance([reading('2026-01-01', 1000)])).toBeNull()
    expect(dailyDistance([reading('2026-01-01', 1000), reading('2026-01-20', 2000)])).toBeNull()
    expect(dailyDistance([reading('2026-01-01', 1000), reading('2026-03-01', 1000)])).toBeNull()
    expect(dailyDistance([reading('2026-01-01', 1000), reading('2026-01-31', 2500)])).toBeCloseTo(50, 10)
  })

  it('is not misled by one wrong reading among six', () => {
    const days = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01', '2026-05-01', '2026-06-01']
    const readings = days.map((on, n) => reading(on, n === 3 ? 900_000 : 10_000 + n * 1500))
    expect(dailyDistance(readings)).toBeGreaterThan(40)
    expect(dailyDistance(readings)).toBeLessThan(60)
  })

  it('counts from the last service', () => {
    const readings = [reading('2026-01-01', 1000), reading('2026-01-31', 2500)]
    expect(distanceDueOn(readings, reading('2026-01-31', 2500), 5000)).toBe('2026-05-11')
  })
})

describe('the best time to push', () => {
  const slot = (hour: number, sends: number, responses: number) => ({
    hour,
    isWorkday: true,
    sends,
    responses,
  })
  const day = ({ hour }: { hour: number }): boolean => hour >= 9 && hour < 21

  it('comes from the first level that knows enough, inside allowed hours', () => {
    const best = bestSlotOf(
      [
        { counts: [slot(10, 12, 6)], parentRate: 0.05, strength: 20 },
        { counts: [slot(10, 50, 6), slot(20, 5, 2), slot(23, 900, 400)], parentRate: 0.05, strength: 200 },
      ],
      day,
    )
    expect(best).toMatchObject({ level: 1, slot: { hour: 10 } })
    expect(bestSlotOf([{ counts: [slot(10, 29, 6)], parentRate: 0.05, strength: 20 }], day)).toBeNull()
  })

  it('leaves one send in ten to a random allowed slot', () => {
    const allowed = [slot(9, 0, 0), slot(15, 0, 0)]
    expect(chooseSlot(slot(10, 0, 0), allowed, { explore: 0.1, place: 0.9 }).hour).toBe(10)
    expect(chooseSlot(slot(10, 0, 0), allowed, { explore: 0.09, place: 0.9 }).hour).toBe(15)
    expect(chooseSlot(slot(10, 0, 0), [], { explore: 0, place: 0 }).hour).toBe(10)
  })
})

describe('how good a forecast was', () => {
  it('half the pairs are right by chance, and all of them by knowledge', () => {
    expect(areaUnderCurve([1, 1, 1], [true, false, true])).toBe(0.5)
    expect(areaUnderCurve([1, 2, 3], [false, false, true])).toBe(1)
  })

  it('bins of equal count keep everybody', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean()), { maxLength: 60 }),
        (rows) => {
          const bins = calibrationBins(
            rows.map(([p]) => p),
            rows.map(([, happened]) => happened),
          )
          expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(rows.length)
        },
      ),
    )
  })
})

it.each([
  ['among the allowed', 10, [9, 10, 11, 12]],
  ['outside of them', 8, [9, 10, 11, 12]],
  ['with nothing allowed', 10, []],
])('a slot is named as often as its probability says: the best %s', (_, bestHour, hours) => {
  const slot = (hour: number) => ({ hour, isWorkday: true })
  const allowed = hours.map(slot)
  const counts = new Map<number, number>()
  const steps = 200
  for (let a = 0; a < steps; a++)
    for (let b = 0; b < steps; b++) {
      const draws = { explore: (a + 0.5) / steps, place: (b + 0.5) / steps }
      const { hour } = chooseSlot(slot(bestHour), allowed, draws)
      counts.set(hour, (counts.get(hour) ?? 0) + 1 / steps ** 2)
    }
  const all = [8, 9, 10, 11, 12, 13].map(slot)
  for (const one of all)
    expect(slotProbability(one, slot(bestHour), allowed)).toBeCloseTo(counts.get(one.hour) ?? 0, 9)
  const total = all.reduce((sum, one) => sum + slotProbability(one, slot(bestHour), allowed), 0)
  expect(total).toBeCloseTo(1, 12)
})
