import { forecastGap, MIN_CLASS_GAPS, windowDay } from './gap-forecast.ts'
import { ALL, classOf, measureGapClasses } from './gap-classes.ts'
import type { Steps } from './nelder-mead.ts'

/** The last gap of each customer, foreseen from the ones before it, held against how long it was. */
export interface VisitBacktest {
  customers: number
  maeDays: number
  /** Always saying the median of the earlier gaps of everybody. */
  medianMaeDays: number
  /** Share of the last visits that came within the window; the window is made to hold half. */
  coverage: number
  windowDays: number
}

interface Gaps {
  keys: readonly string[]
  gaps: readonly number[]
}

/** null: too few customers have two gaps. The classes are measured without the gaps that are foreseen. */
export function* backtestVisits(customers: readonly Gaps[]): Steps<VisitBacktest | null> {
  const held = customers.flatMap(({ keys, gaps }) => {
    const last = gaps.at(-1)
    return last === undefined || gaps.length < 2 ? [] : [{ keys, gaps: gaps.slice(0, -1), last }]
  })
  const classes = yield* measureGapClasses(held)
  const everybody = classes.get(ALL)
  if (everybody === undefined || held.length < MIN_CLASS_GAPS) return null
  const sums = { error: 0, medianError: 0, within: 0, window: 0 }
  for (const { keys, gaps, last } of held) {
    const { medianDays, lowRatio, highRatio } = classOf(keys, classes) ?? everybody
    const forecast = forecastGap(gaps, medianDays)
    const [from, to] = [windowDay(forecast * lowRatio), windowDay(forecast * highRatio)]
    sums.error += Math.abs(forecast - last)
    sums.medianError += Math.abs(everybody.medianDays - last)
    sums.within += last >= from && last <= to ? 1 : 0
    sums.window += to - from + 1
    yield
  }
  return {
    customers: held.length,
    maeDays: sums.error / held.length,
    medianMaeDays: sums.medianError / held.length,
    coverage: sums.within / held.length,
    windowDays: sums.window / held.length,
  }
}
