import { fitModel } from '../../domain/analytics/attrition-model.ts'
import { churnWithin } from '../../domain/analytics/churn.ts'
import { groupHistories, type HistoryGroups } from '../../domain/analytics/history-groups.ts'
import { mbgNbd } from '../../domain/analytics/mbg-nbd.ts'
import type { HistoryColumns } from '../../domain/analytics/purchase-history.ts'
import { timed, type Row } from './section.ts'

const MILLION = 1_000_000

export function speedRows(groups: HistoryGroups): Row[] {
  const fit = timed('fit of 2,357 customers', 0.5, () => fitModel(mbgNbd(1), groups))
  const columns = manyHistories()
  const parameters = fit.result?.parameters ?? { r: 1, alpha: 1, a: 1, b: 1, k: 1 }
  return [
    fit.row,
    timed('1,000,000 customers grouped', 3, () => groupHistories(columns)).row,
    timed('1,000,000 customers scored', 1, () =>
      scoreAll(columns, (history) => churnWithin(parameters, history)),
    ).row,
  ]
}

function scoreAll(
  { repeats, lastDays, ageDays }: HistoryColumns,
  score: (one: { repeats: number; lastWeeks: number; ageWeeks: number }) => number,
): Float64Array {
  return Float64Array.from(repeats, (x, n) =>
    score({ repeats: x, lastWeeks: (lastDays[n] ?? 0) / 7, ageWeeks: (ageDays[n] ?? 0) / 7 }),
  )
}

/** A million made-up histories of up to three years, the same ones each time. */
function manyHistories(): HistoryColumns {
  let state = 20260101
  const next = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const ageDays = Int32Array.from({ length: MILLION }, () => 1 + next(1095))
  const repeats = Int32Array.from({ length: MILLION }, () => Math.max(0, next(14) - 4))
  const lastDays = Int32Array.from(repeats, (x, n) => (x === 0 ? 0 : 1 + next(ageDays[n] ?? 1)))
  return { repeats, lastDays, ageDays, lnGaps: new Float64Array(MILLION) }
}
