import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  calibrate,
  calibrateIsotonic,
  calibratePlatt,
  probabilityOf,
} from '../../../server/domain/analytics/calibration.ts'
import {
  contributionsOf,
  fitLogistic,
  logistic,
  scoreRows,
} from '../../../server/domain/analytics/logistic-regression.ts'
import { columnsOf, describeFeatures, encodeRows } from '../../../server/domain/analytics/model-features.ts'
import {
  measureAuc,
  measureQuality,
  rankRows,
  reliabilityOf,
  topFifthOf,
} from '../../../server/domain/analytics/model-quality.ts'
import { seededRandom } from '../../../server/domain/analytics/random.ts'

function simulate(count: number): {
  x: { values: Float64Array; width: number; count: number }
  y: Uint8Array
} {
  const random = seededRandom('logistic')
  const values = Float64Array.from({ length: count * 2 }, () => random() * 4 - 2)
  const y = Uint8Array.from({ length: count }, (_, at) =>
    random() < logistic(-1 + 1.5 * (values[at * 2] ?? 0) - 0.5 * (values[at * 2 + 1] ?? 0)) ? 1 : 0,
  )
  return { x: { values, width: 2, count }, y }
}

describe('a logistic model', () => {
  it('finds what the answers were made with', () => {
    const { x, y } = simulate(20_000)
    const model = fitLogistic(x, y, { lambda: 0 })
    expect(model.converged).toBe(true)
    expect(model.intercept).toBeCloseTo(-1, 1)
    expect(model.coefficients[0]).toBeCloseTo(1.5, 1)
    expect(model.coefficients[1]).toBeCloseTo(-0.5, 1)
  })

  it('says on average what happened, with and without a penalty', () => {
    const { x, y } = simulate(500)
    for (const lambda of [0, 1, 100]) {
      const scores = scoreRows(fitLogistic(x, y, { lambda }), x)
      const said = scores.reduce((sum, score) => sum + logistic(score), 0)
      expect(said).toBeCloseTo(
        y.reduce((sum, one) => sum + one, 0),
        4,
      )
    }
  })

  it('gets smaller coefficients the larger the penalty', () => {
    const { x, y } = simulate(500)
    const sizes = [0, 10, 1_000].map((lambda) => Math.abs(fitLogistic(x, y, { lambda }).coefficients[0] ?? 0))
    expect(sizes[0]).toBeGreaterThan(sizes[1] ?? 0)
    expect(sizes[1]).toBeGreaterThan(sizes[2] ?? 0)
  })

  it('does not depend on the order of rows or the unit of a column', () => {
    const { x, y } = simulate(300)
    const base = fitLogistic(x, y)
    const scaled = fitLogistic(
      { ...x, values: x.values.map((value, at) => (at % 2 === 0 ? value * 1_000 : value)) },
      y,
    )
    expect((scaled.coefficients[0] ?? 0) * 1_000).toBeCloseTo(base.coefficients[0] ?? 0, 6)
    const turned = fitLogistic(
      {
        ...x,
        values: Float64Array.from(
          { length: 600 },
          (_, at) => x.values[(299 - (at >> 1)) * 2 + (at % 2)] ?? 0,
        ),
      },
      y.toReversed(),
    )
    expect(turned.coefficients[0]).toBeCloseTo(base.coefficients[0] ?? 0, 8)
  })

  it('stays finite when a column separates everybody, or says nothing', () => {
    const values = Float64Array.from([-2, 0, -1, 0, 1, 0, 2, 0])
    const model = fitLogistic({ values, width: 2, count: 4 }, Uint8Array.from([0, 0, 1, 1]))
    expect(model.converged).toBe(true)
    for (const one of model.coefficients) expect(Number.isFinite(one)).toBe(true)
    expect(model.coefficients[1]).toBe(0)
  })

  it('explains a score: contributions add up to its distance from the average customer', () => {
    const { x, y } = simulate(300)
    const model = fitLogistic(x, y)
    const average = scoreRows(model, { values: Float64Array.from(model.means), width: 2, count: 1 })[0] ?? 0
    const score = scoreRows(model, { values: x.values.slice(0, 2), width: 2, count: 1 })[0] ?? 0
    expect(contributionsOf(model, x.values.slice(0, 2)).reduce((sum, one) => sum + one, average)).toBeCloseTo(
      score,
      10,
    )
  })
})

describe('features', () => {
  it('turn words into columns, the first level being the reference; an unknown level counts as the reference', () => {
    const specs = describeFeatures(
      [
        { age: 3, store: '浦东' },
        { age: 5, store: '徐汇' },
      ],
      { age: 'number', store: 'word' },
    )
    expect(columnsOf(specs)).toEqual([
      { feature: 'age', level: null },
      { feature: 'store', level: '浦东' },
    ])
    expect([
      ...encodeRows(
        [
          { age: 3, store: '浦东' },
          { age: 1, store: '苏州' },
        ],
        specs,
      ).values,
    ]).toEqual([3, 1, 1, 0])
  })
})

const scored = fc.array(
  fc.record({ score: fc.double({ min: -5, max: 5, noNaN: true }), answered: fc.boolean() }),
  { minLength: 1, maxLength: 60 },
)
const split = (rows: { score: number; answered: boolean }[]): [Float64Array, Uint8Array] => [
  Float64Array.from(rows, (row) => row.score),
  Uint8Array.from(rows, (row) => (row.answered ? 1 : 0)),
]

describe('calibration', () => {
  it('never turns the ranking round', () => {
    fc.assert(
      fc.property(
        scored,
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.double({ min: -6, max: 6, noNaN: true }),
        (rows, a, b) => {
          const [scores, y] = split(rows)
          for (const calibration of [
            calibrateIsotonic(scores, y),
            calibratePlatt(scores, y),
            calibrate(scores, y),
          ])
            expect(probabilityOf(calibration, Math.min(a, b))).toBeLessThanOrEqual(
              probabilityOf(calibration, Math.max(a, b)) + 1e-12,
            )
        },
      ),
    )
  })

  it('by steps says for equal scores what they came to, and on average what happened', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const [scores, y] = split(rows)
        const steps = calibrateIsotonic(scores, y)
        if (steps.kind !== 'isotonic') throw new Error('steps were asked for')
        const said = scores.reduce((sum, score) => {
          const place = steps.from.findLastIndex((from) => from <= score)
          return sum + (steps.probabilities[place] ?? 0)
        }, 0)
        expect(said).toBeCloseTo(
          y.reduce((sum, one) => sum + one, 0),
          8,
        )
      }),
    )
  })

  it('is never certain', () => {
    const sure = calibrateIsotonic(Float64Array.from([0, 1]), Uint8Array.from([0, 1]))
    expect([probabilityOf(sure, -9), probabilityOf(sure, 9)]).toEqual([0.001, 0.999])
  })
})

describe('quality', () => {
  it('ranks as counting all pairs does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ score: fc.integer({ min: 0, max: 6 }), answered: fc.boolean() }), {
          minLength: 2,
          maxLength: 30,
        }),
        (rows) => {
          const [scores, y] = split(rows)
          const yes = rows.filter((row) => row.answered)
          const no = rows.filter((row) => !row.answered)
          const pairs = yes.flatMap((one) =>
            no.map((other): number => (one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0)),
          )
          const expected = pairs.length === 0 ? 0.5 : pairs.reduce((sum, one) => sum + one, 0) / pairs.length
          expect(measureAuc(scores, y)).toBeCloseTo(expected, 10)
        },
      ),
    )
  })

  it('shares everybody out over ten bins of equal count', () => {
    const bins = reliabilityOf(
      Float64Array.from({ length: 103 }, (_, at) => at / 103),
      Uint8Array.from({ length: 103 }, (_, at) => at % 2),
    )
    expect(bins).toHaveLength(10)
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(103)
    for (const bin of bins) expect([10, 11]).toContain(bin.count)
  })

  it('takes the two upper bins as the upper fifth; among equal chances the score decides', () => {
    const predicted = Float64Array.from([0.2, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
    const scores = Float64Array.from([0, 3, 1, 2, -1, -1, -1, -1, -1, -1])
    const answered = Uint8Array.from([0, 1, 0, 1, 0, 0, 0, 0, 0, 1])
    const order = rankRows(predicted, scores)
    expect(order.slice(-4)).toEqual([0, 2, 3, 1])
    expect(topFifthOf(answered, order)).toEqual({ count: 2, answers: 2 })
    const bins = reliabilityOf(predicted, answered, order)
    expect(bins.slice(-2).map((bin) => bin.observed)).toEqual([1, 1])
    // 23 rows: the lower eight tenths are 18 of them, as the bins cut it
    expect(topFifthOf(new Uint8Array(23), rankRows(new Float64Array(23))).count).toBe(5)
  })

  it('of the base rate for everybody is the base Brier score', () => {
    const quality = measureQuality(
      new Float64Array(10).fill(0.3),
      Uint8Array.from([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
    )
    expect(quality.brier).toBeCloseTo(quality.baseBrier, 12)
    expect(quality.auc).toBe(0.5)
  })
})
