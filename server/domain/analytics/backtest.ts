import { fitSteps, type AttritionModel, type Forecast } from './attrition-model.ts'
import { bgNbd, forecastBg } from './bg-nbd.ts'
import {
  areaUnderCurve,
  brierScore,
  calibrationBins,
  errorsOf,
  type CalibrationBin,
} from './forecast-accuracy.ts'
import { groupHistories, type HistoryGroups } from './history-groups.ts'
import { activeWithin, forecastMbg, mbgNbd } from './mbg-nbd.ts'
import { forecastNbd, nbd } from './nbd.ts'
import type { Steps } from './nelder-mead.ts'
import { forecastPareto, paretoNbd } from './pareto-nbd.ts'
import { historyOfDays, toColumns, weeksOf, type History } from './purchase-history.ts'

export type ModelName = 'NBD' | 'BG/NBD' | 'MBG/NBD' | 'Pareto/NBD'

/** What the models would have said some weeks ago, held against what came. */
export interface Backtest {
  calibratedOnDay: number
  weeks: number
  customers: number
  /** Share of them that came in those weeks, and what was forecast of it. */
  actualShare: number
  forecastShare: number
  models: { name: ModelName; mae: number; rmse: number; auc: number }[]
  /** Ranking by days since the last visit alone: what a model must beat to be used for ranking. */
  recencyAuc: number
  brier: number
  /** Always saying the actual share. */
  baseBrier: number
  bins: CalibrationBin[]
}

const AT_ONCE = 500

interface HeldOut {
  histories: History[]
  groups: HistoryGroups
  visits: number[]
  weeks: number
}

/** `customers` are the ascending visit-days of each, as day numbers. null: the time before the hold-out knows too little. */
export function* backtestSteps(
  customers: readonly (readonly number[])[],
  { asOfDay, weeks, k }: { asOfDay: number; weeks: number; k: number },
): Steps<Backtest | null> {
  const calibratedOnDay = asOfDay - weeks * 7
  const known = customers.flatMap((days) => {
    const history = historyOfDays(days, calibratedOnDay)
    if (history === null) return []
    return [{ history, visits: days.filter((day) => day > calibratedOnDay && day <= asOfDay).length }]
  })
  const held: HeldOut = {
    histories: known.map((one) => weeksOf(one.history)),
    groups: groupHistories(toColumns(known.map((one) => one.history))),
    visits: known.map((one) => one.visits),
    weeks,
  }
  const fit = yield* fitSteps(mbgNbd(k), held.groups)
  if (fit === null) return null
  const active = yield* each(held.histories, (one) => activeWithin(fit.parameters, one, weeks))
  const happened = held.visits.map((count) => count > 0)
  const actualShare = happened.filter(Boolean).length / happened.length
  const chosen = yield* check('MBG/NBD', held, (one) => forecastMbg(fit.parameters, one, weeks))
  return {
    calibratedOnDay,
    weeks,
    customers: known.length,
    actualShare,
    forecastShare: active.reduce((sum, one) => sum + one, 0) / active.length,
    models: [
      chosen,
      ...(yield* fitAndCheck('BG/NBD', held, { model: bgNbd, forecast: forecastBg })),
      ...(yield* fitAndCheck('Pareto/NBD', held, { model: paretoNbd, forecast: forecastPareto })),
      ...(yield* fitAndCheck('NBD', held, { model: nbd, forecast: forecastNbd })),
    ],
    recencyAuc: areaUnderCurve(
      held.histories.map((one) => one.lastWeeks - one.ageWeeks),
      happened,
    ),
    brier: brierScore(active, happened),
    baseBrier: actualShare * (1 - actualShare),
    bins: calibrationBins(active, happened),
  }
}

function* fitAndCheck<P>(
  name: ModelName,
  held: HeldOut,
  {
    model,
    forecast,
  }: { model: AttritionModel<P>; forecast: (parameters: P, one: History, weeks: number) => Forecast },
): Steps<Backtest['models']> {
  const fit = yield* fitSteps(model, held.groups)
  if (fit === null) return []
  return [yield* check(name, held, (one) => forecast(fit.parameters, one, held.weeks))]
}

function* check(
  name: ModelName,
  { histories, visits }: HeldOut,
  forecast: (one: History) => Forecast,
): Steps<Backtest['models'][number]> {
  const expected = yield* each(histories, (one) => forecast(one).expected)
  const auc = areaUnderCurve(
    expected,
    visits.map((count) => count > 0),
  )
  return { name, ...errorsOf(expected, visits), auc }
}

/** Pauses now and then: some thousands of hypergeometric series take a while. */
function* each(histories: readonly History[], of: (one: History) => number): Steps<number[]> {
  const values: number[] = []
  for (const [n, one] of histories.entries()) {
    values.push(of(one))
    if (n % AT_ONCE === AT_ONCE - 1) yield
  }
  return values
}
