import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'
import { calibrateRfm } from '../../../server/domain/rfm-calibrate.ts'
import { type RfmMode, scoreOne } from '../../../server/domain/rfm.ts'
import { addDays } from '../../../server/domain/time.ts'
import { scoresHold } from '../../../server/features/insights/scores-sql.ts'
import type { Database } from '../../../server/platform/db/index.ts'
import { jsonTable } from '../../../server/platform/db/json-sql.ts'
import { eachDialect } from '../../support/database.ts'

const AS_OF = '2026-05-01'
const SCORES = [1, 2, 3, 4, 5]
const CODES = [0, 1, 2, 3, 4, 5, 6, 7]

const values = fc.record({
  recency: fc.integer({ min: 0, max: 40 }),
  frequency: fc.integer({ min: 1, max: 6 }),
  monetary: fc.nat(30),
})
const mode: fc.Arbitrary<RfmMode> = fc.oneof(
  fc.constantFrom<RfmMode>({ kind: 'score-mean' }, { kind: 'value-mean' }, { kind: 'quantile5' }),
  values.map((limits): RfmMode => ({ kind: 'fixed', limits })),
)

eachDialect('scores in SQL', ({ open, dialect }) => {
  let database: Database
  beforeEach(async () => (database = await open()))

  it('hold for the scores that scoreOne gives, and for no others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(values, { minLength: 1, maxLength: 12 }),
        mode,
        values,
        async (people, how, one) => {
          const thresholds = calibrateRfm(
            {
              recency: Int32Array.from(people, (person) => person.recency),
              frequency: Int32Array.from(people, (person) => person.frequency),
              monetary: Float64Array.from(people, (person) => person.monetary),
            },
            how,
          )
          if (thresholds === null) throw new Error('the population is empty')
          const calibration = {
            version: 'v',
            unitId: '',
            asOf: AS_OF,
            windowDays: 730,
            moneyOf: 'all' as const,
          }
          const right = scoreOne(one, thresholds)
          // Every row that differs in one cell, and the right one.
          const { recencyScore: r, frequencyScore: f, monetaryScore: m, code } = right
          const rows = [
            ...SCORES.map((score) => [score, f, m, code]),
            ...SCORES.map((score) => [r, score, m, code]),
            ...SCORES.map((score) => [r, f, score, code]),
            ...CODES.map((other) => [r, f, m, other]),
          ]
          const hold = scoresHold({ ...calibration, thresholds }, AS_OF)
          const stored = jsonTable(dialect, 'r', {
            recencyScore: 'int',
            frequencyScore: 'int',
            monetaryScore: 'int',
            code: 'int',
          })
          const given = jsonTable(dialect, 'v', { lastVisitOn: 'text', frequency: 'int', monetaryFen: 'int' })
          const found = await database.sql.all(
            `SELECT r."recencyScore", r."frequencyScore", r."monetaryScore", r."code" FROM ${stored} CROSS JOIN ${given} WHERE ${hold.sql}`,
            [
              JSON.stringify(rows),
              JSON.stringify([[addDays(AS_OF, -one.recency), one.frequency, one.monetary]]),
              ...hold.params,
            ],
          )
          // The right row is among each of the four lists.
          expect(found).toEqual(Array.from({ length: 4 }, () => right))
        },
      ),
      { numRuns: dialect === 'sqlite' ? 200 : 60 },
    )
  })
})
