import { addDays, type LocalDate } from '../../domain/time.ts'
import type { SqlParam } from '../../platform/db/index.ts'
import type { Condition } from '../staff/scope.ts'
import type { Calibration } from './thresholds.ts'

/**
 * True of a stored row `r` whose scores and tier are those that the values `v` get on this day. It says the same as
 * scoreOne, so that of a million rows only those come back that have to be written.
 */
export function scoresHold({ thresholds }: Calibration, asOf: LocalDate): Condition {
  const { cuts, high, scoring } = thresholds
  // Values are whole: reaching a bound is being above the whole number below it.
  const above = (cut: number): number => (scoring === 'banded' ? Math.ceil(cut) - 1 : cut)
  const day = (recency: number): LocalDate => addDays(asOf, -recency)
  const byScore = high.by === 'score'
  return allOf([
    isInBand('recency', 'v."lastVisitOn"', cuts.recency.map(Math.ceil).map(day)),
    isInBand('frequency', 'v."frequency"', cuts.frequency.map(above)),
    isInBand('monetary', 'v."monetaryFen"', cuts.monetary.map(above)),
    sumIs('r."code"', [
      byScore
        ? part(4, 'r."recencyScore" >= ?', high.recency)
        : part(4, 'v."lastVisitOn" >= ?', day(Math.floor(high.recency))),
      part(2, `${byScore ? 'r."frequencyScore"' : 'v."frequency"'} >= ?`, high.frequency),
      part(1, `${byScore ? 'r."monetaryScore"' : 'v."monetaryFen"'} >= ?`, high.monetary),
    ]),
  ])
}

/** Score s: above the bound of s, not above that of s + 1. A score between two equal bounds is never reached. */
function isInBand(name: string, value: string, bounds: readonly SqlParam[]): Condition {
  const [two, three, four, five] = [...bounds].sort(byValue)
  const stored = `r."${name}Score"`
  return {
    sql: `CASE ${stored} WHEN 1 THEN ${value} <= ? WHEN 2 THEN ${value} > ? AND ${value} <= ?
      WHEN 3 THEN ${value} > ? AND ${value} <= ? WHEN 4 THEN ${value} > ? AND ${value} <= ? WHEN 5 THEN ${value} > ? END`,
    params: [two, two, three, three, four, four, five, five].map((bound) => bound ?? null),
  }
}

function byValue(a: SqlParam, b: SqlParam): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a) < String(b) ? -1 : 1
}

function part(weight: number, test: string, param: SqlParam): Condition {
  return { sql: `CASE WHEN ${test} THEN ${weight} ELSE 0 END`, params: [param] }
}

function sumIs(column: string, parts: Condition[]): Condition {
  return {
    sql: `${column} = ${parts.map((one) => one.sql).join(' + ')}`,
    params: parts.flatMap((one) => one.params),
  }
}

function allOf(conditions: Condition[]): Condition {
  return {
    sql: conditions.map((one) => one.sql).join(' AND '),
    params: conditions.flatMap((one) => one.params),
  }
}
