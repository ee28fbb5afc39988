import { fitModel } from '../../domain/analytics/attrition-model.ts'
import { churnWithin } from '../../domain/analytics/churn.ts'
import { groupHistories, type HistoryGroups } from '../../domain/analytics/history-groups.ts'
import { mbgNbd } from '../../domain/analytics/mbg-nbd.ts'
import type { HistoryColumns } from '../../domain/analytics/purchase-history.ts'
import { measured, type Row } from './section.ts'

const MILLION = 1_000_000

/** As measured on this machine, now. */
export function speedRows(groups: HistoryGroups): Row[] {
  const [fit, fitTime] = timed(() => fitModel(mbgNbd(1), groups))
  const columns = manyHistories()
  const [, groupTime] = timed(() => groupHistories(columns))
  const parameters = fit?.parameters ?? { r: 1, alpha: 1, a: 1, b: 1, k: 1 }
  const [, scoreTime] = timed(() => scoreAll(columns, (history) => churnWithin(parameters, history)))
  return [
    measured('fit of 2,357 customers', fitTime, '0.5 s'),
    measured('1,000,000 customers grouped', groupTime, '3 s'),
    measured('1,000,000 customers scored', scoreTime, '1 s'),
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

/** By the clock, and by the processor alone: on a busy machine the two are far apart. */
function timed<T>(work: () => T): [T, string] {
  const from = performance.now()
  const cpuFrom = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(cpuFrom)
  const seconds = (ms: number): string => (ms / 1000).toFixed(2)
  return [result, `${seconds(performance.now() - from)} s, ${seconds((user + system) / 1000)} s of processor`]
}
