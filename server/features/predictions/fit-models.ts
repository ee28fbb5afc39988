import { fitSteps, isEnough, type AttritionModel, type Fit } from '../../domain/analytics/attrition-model.ts'
import { backtestSteps, type Backtest } from '../../domain/analytics/backtest.ts'
import { bgNbd } from '../../domain/analytics/bg-nbd.ts'
import { fitSpendSteps, spendCorrelation, type Spend } from '../../domain/analytics/gamma-gamma.ts'
import { groupHistories, type HistoryGroups } from '../../domain/analytics/history-groups.ts'
import { mbgNbd, REGULARITIES, type MbgParameters } from '../../domain/analytics/mbg-nbd.ts'
import { nbd } from '../../domain/analytics/nbd.ts'
import type { Steps } from '../../domain/analytics/nelder-mead.ts'
import { paretoNbd } from '../../domain/analytics/pareto-nbd.ts'
import { historyOfDays, toColumns } from '../../domain/analytics/purchase-history.ts'
import { backtestVisits } from '../../domain/analytics/visit-backtest.ts'
import { dateOfDayNumber, dayNumber, type LocalDate } from '../../domain/time.ts'
import { backtestItems } from './backtest-items.ts'
import type { ModelFit } from './contract.ts'
import type { ModelCheck, SpendFit, StoredBacktest } from './fit-json.ts'
import type { Sample } from './read-sample.ts'

export interface FittedModels {
  customers: number
  repeatVisits: number
  /** null: not enough data. */
  chosen: Fit<MbgParameters> | null
  checks: ModelCheck[]
  spend: SpendFit
  backtest: StoredBacktest | null
  visits: NonNullable<ModelFit['visits']>
}

/** Carries out one calculation after the other and reports each. */
export interface Stages {
  run<T>(steps: Steps<T>): Promise<T>
  /** Short ones, which nobody waits for by name. */
  runQuietly<T>(steps: Steps<T>): Promise<T>
}

/** How many times `run` is called at most: for the progress bar. */
export const FIT_STAGES = REGULARITIES.length + 5
const HELD_OUT_WEEKS = 26

export async function fitModels(sample: Sample, asOf: LocalDate, stages: Stages): Promise<FittedModels> {
  const asOfDay = dayNumber(asOf)
  const groups = await stages.runQuietly(grouping(sample, asOfDay))
  const { customers, repeatVisits } = groups
  const spend = await fitSpend(sample, stages)
  const visits = {
    dates: await stages.runQuietly(backtestVisits(sample.gaps)),
    items: await stages.runQuietly(backtestItems(sample.baskets)),
  }
  if (!isEnough(groups))
    return { customers, repeatVisits, chosen: null, checks: [], spend, backtest: null, visits }
  const regular = []
  for (const k of REGULARITIES) {
    const fit = await stages.run(fitSteps(mbgNbd(k), groups))
    if (fit !== null) regular.push(fit)
  }
  const chosen = regular.reduce((best, fit) => (fit.logLikelihood > best.logLikelihood ? fit : best))
  const { k } = chosen.parameters
  const checks = [
    ...regular.filter((fit) => fit !== chosen).map((fit) => toCheck(nameOf(fit.parameters.k), fit)),
    ...(await checkModels(groups, stages)),
  ]
  const backtest = await stages.run(backtestSteps(sample.days, { asOfDay, weeks: HELD_OUT_WEEKS, k }))
  return { customers, repeatVisits, chosen, checks, spend, backtest: backtest && toStored(backtest), visits }
}

function* grouping({ days }: Sample, asOfDay: number): Steps<HistoryGroups> {
  const columns = toColumns(days.flatMap((own) => historyOfDays(own, asOfDay) ?? []))
  yield
  return groupHistories(columns)
}

async function checkModels(groups: HistoryGroups, stages: Stages): Promise<ModelCheck[]> {
  const checks: ModelCheck[] = []
  const check = async <P extends object>(name: string, model: AttritionModel<P>): Promise<void> => {
    const fit = await stages.run(fitSteps(model, groups))
    if (fit !== null) checks.push(toCheck(name, fit))
  }
  await check('BG/NBD', bgNbd)
  await check('Pareto/NBD', paretoNbd)
  await check('NBD', nbd)
  return checks
}

export function nameOf(k: number): string {
  return k === 1 ? 'MBG/NBD' : `MBG/CNBD-${k}`
}

function toCheck<P extends object>(
  name: string,
  { logLikelihood, converged, parameters }: Fit<P>,
): ModelCheck {
  return { name, logLikelihood, converged, parameters: Object.fromEntries(Object.entries(parameters)) }
}

async function fitSpend({ spends, paidShare }: Sample, stages: Stages): Promise<SpendFit> {
  const fit = await stages.run(fitSpendSteps(spends))
  return {
    parameters: fit?.parameters ?? null,
    pooledYuan: pooledMean(spends),
    payers: spends.length,
    correlation: spendCorrelation(spends),
    paidShare,
  }
}

function pooledMean(spends: readonly Spend[]): number {
  const visits = spends.reduce((sum, one) => sum + one.visits, 0)
  return visits === 0 ? 0 : spends.reduce((sum, one) => sum + one.visits * one.meanYuan, 0) / visits
}

/** An area under the curve does not exist when everybody came or nobody did: JSON has no NaN. */
function toStored({ calibratedOnDay, models, recencyAuc, ...rest }: Backtest): StoredBacktest {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null)
  return {
    ...rest,
    calibratedOn: dateOfDayNumber(calibratedOnDay),
    models: models.map((model) => ({ ...model, auc: known(model.auc) })),
    recencyAuc: known(recencyAuc),
  }
}
