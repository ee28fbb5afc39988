import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrateRfm, sumScores, sumValues, valuesAt } from '../../server/domain/rfm-calibrate.ts'
import { compositeScore, scoreOne } from '../../server/domain/rfm.ts'
import type { RfmColumns, RfmMode, RfmThresholds, RfmValues } from '../../server/domain/rfm.ts'

const population = fc.array(
  fc.record({
    recency: fc.nat(400),
    frequency: fc.integer({ min: 1, max: 12 }),
    monetary: fc.nat(2_000_000),
  }),
  { minLength: 1, maxLength: 80 },
)

describe('scores by rank', () => {
  it('are min(5, 1 + ⌊5·worse/N⌋) for everybody', () => {
    fc.assert(
      fc.property(population, (people) => {
        const thresholds = calibrated(people, { kind: 'score-mean' })
        for (const person of people) {
          const score = scoreOne(person, thresholds)
          const byFormula = (worse: (other: RfmValues) => boolean): number =>
            Math.min(5, 1 + Math.floor((5 * people.filter(worse).length) / people.length))
          expect(score.recencyScore).toBe(byFormula((other) => other.recency > person.recency))
          expect(score.frequencyScore).toBe(byFormula((other) => other.frequency < person.frequency))
          expect(score.monetaryScore).toBe(byFormula((other) => other.monetary < person.monetary))
        }
      }),
    )
  })

  it('do not depend on the order of the rows', () => {
    fc.assert(
      fc.property(population, (people) => {
        const reversed = [...people].reverse()
        expect(calibrated(people, { kind: 'score-mean' })).toEqual(
          calibrated(reversed, { kind: 'score-mean' }),
        )
      }),
    )
  })

  it('never fall when a customer gets better in one value', () => {
    fc.assert(
      fc.property(population, fc.nat(500), (people, gain) => {
        const thresholds = calibrated(people, { kind: 'value-mean' })
        const [first] = people
        if (!first) return
        const before = scoreOne(first, thresholds)
        const after = scoreOne({ ...first, monetary: first.monetary + gain }, thresholds)
        expect(after.monetaryScore).toBeGreaterThanOrEqual(before.monetaryScore)
        expect(after.code).toBeGreaterThanOrEqual(before.code)
      }),
    )
  })

  it('are 1 for a population of one, who is low in everything by the mean of scores', () => {
    const thresholds = calibrated([{ recency: 3, frequency: 2, monetary: 100 }], { kind: 'score-mean' })
    expect(scoreOne({ recency: 3, frequency: 2, monetary: 100 }, thresholds)).toEqual({
      recencyScore: 1,
      frequencyScore: 1,
      monetaryScore: 1,
      code: 0,
    })
  })
})

describe('high and low', () => {
  it('by the mean of scores compare score·N with the sum of scores', () => {
    fc.assert(
      fc.property(population, (people) => {
        const columns = columnsOf(people)
        const thresholds = calibrated(people, { kind: 'score-mean' })
        const sums = sumScores(columns, thresholds)
        for (const person of people) {
          const score = scoreOne(person, thresholds)
          expect((score.code & 4) !== 0).toBe(score.recencyScore * people.length > sums.recency)
          expect((score.code & 2) !== 0).toBe(score.frequencyScore * people.length > sums.frequency)
          expect((score.code & 1) !== 0).toBe(score.monetaryScore * people.length > sums.monetary)
        }
      }),
    )
  })

  it('by the mean of values compare value·N with the sum, equal being high', () => {
    fc.assert(
      fc.property(population, (people) => {
        const columns = columnsOf(people)
        const sums = sumValues(columns)
        const thresholds = calibrated(people, { kind: 'value-mean' })
        const size = BigInt(people.length)
        for (let i = 0; i < people.length; i++) {
          const values = valuesAt(columns, i)
          const { code } = scoreOne(values, thresholds)
          expect((code & 4) !== 0).toBe(BigInt(values.recency) * size <= sums.recency)
          expect((code & 2) !== 0).toBe(BigInt(values.frequency) * size >= sums.frequency)
          expect((code & 1) !== 0).toBe(BigInt(values.monetary) * size >= sums.monetary)
        }
      }),
    )
  })

  it('by fixed limits include the limit itself', () => {
    const limits = { recency: 90, frequency: 3, monetary: 100_000 }
    const thresholds = calibrated([limits], { kind: 'fixed', limits })
    expect(scoreOne(limits, thresholds).code).toBe(7)
    expect(scoreOne({ recency: 91, frequency: 2, monetary: 99_999 }, thresholds).code).toBe(0)
  })
})

describe('quantile bands of the R package rfm', () => {
  // Ten customers with the values 1 to 10: type-7 quantiles 2.8, 4.6, 6.4, 8.2, plus 1.
  const people = Array.from({ length: 10 }, (_, i) => ({ recency: i + 1, frequency: i + 1, monetary: i + 1 }))
  const thresholds = calibrated(people, { kind: 'quantile5' })

  it('are taken by linear interpolation plus 1', () => {
    thresholds.cuts.monetary.forEach((cut, i) => expect(cut).toBeCloseTo([3.8, 5.6, 7.4, 9.2][i] ?? 0, 9))
  })

  it('reverse for recency and make the composite number', () => {
    const scores = people.map((person) => compositeScore(scoreOne(person, thresholds)))
    expect(scores).toEqual([511, 511, 511, 422, 422, 333, 333, 244, 244, 155])
  })
})

it('sums stay exact beyond 2^53', () => {
  const rows = 5
  const columns: RfmColumns = {
    recency: new Int32Array(rows),
    frequency: new Int32Array(rows),
    monetary: new Float64Array(rows).fill(Number.MAX_SAFE_INTEGER),
  }
  expect(sumValues(columns).monetary).toBe(5n * BigInt(Number.MAX_SAFE_INTEGER))
})

it('a million customers are calibrated and scored within two seconds', () => {
  const rows = 1_000_000
  const columns: RfmColumns = {
    recency: Int32Array.from({ length: rows }, (_, i) => (i * 7919) % 730),
    frequency: Int32Array.from({ length: rows }, (_, i) => 1 + ((i * 31) % 9)),
    monetary: Float64Array.from({ length: rows }, (_, i) => (i * 104_729) % 5_000_000),
  }
  const before = process.cpuUsage()
  expect(calibrateRfm(columns, { kind: 'score-mean' })?.counted).toBe(rows)
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2)
})

function columnsOf(people: RfmValues[]): RfmColumns {
  return {
    recency: Int32Array.from(people, (person) => person.recency),
    frequency: Int32Array.from(people, (person) => person.frequency),
    monetary: Float64Array.from(people, (person) => person.monetary),
  }
}

function calibrated(people: RfmValues[], mode: RfmMode): RfmThresholds {
  const thresholds = calibrateRfm(columnsOf(people), mode)
  if (!thresholds) throw new Error('the population is empty')
  return thresholds
}
