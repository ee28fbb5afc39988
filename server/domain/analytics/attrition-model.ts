import type { HistoryGroups } from './history-groups.ts'
import { finish, minimise, type Steps } from './nelder-mead.ts'
import type { History } from './purchase-history.ts'

/** A model of buying until one stops for good. `P` are its parameters, all positive. */
export interface AttritionModel<P> {
  /** How many parameters, and what they are called, in the order of the search. */
  toParameters(values: readonly number[]): P
  size: number
  logLikelihood(parameters: P, groups: HistoryGroups): number
}

/** What one customer will do, by one model. */
export interface Forecast {
  /** Probability that the customer has not stopped yet. Never shown: see `activeWithin`. */
  alive: number
  /** Expected visit-days in the time ahead. */
  expected: number
}

export interface Fit<P> {
  parameters: P
  logLikelihood: number
  converged: boolean
  evaluations: number
  customers: number
  repeatVisits: number
}

export const MIN_CUSTOMERS = 200
export const MIN_REPEATS = 100

/** Fewer customers or repeat visits say too little about how people stop. */
export function isEnough(counts: { customers: number; repeatVisits: number }): boolean {
  return counts.customers >= MIN_CUSTOMERS && counts.repeatVisits >= MIN_REPEATS
}

/** e^±10: beyond it a parameter means "never" or "always", and the search would walk on for ever. */
const MAX_LN = 10

/** null: not enough data. Searches the logarithms of the parameters from (1, 1, …) on the mean log-likelihood. */
export function* fitSteps<P>(model: AttritionModel<P>, groups: HistoryGroups): Steps<Fit<P> | null> {
  if (!isEnough(groups)) return null
  const parametersAt = (logs: readonly number[]): P => model.toParameters(logs.map(Math.exp))
  const objective = (logs: number[]): number =>
    logs.some((one) => Math.abs(one) > MAX_LN)
      ? NaN
      : -model.logLikelihood(parametersAt(logs), groups) / groups.customers
  const found = yield* minimise(
    objective,
    Array.from({ length: model.size }, () => 0),
  )
  return {
    parameters: parametersAt(found.at),
    logLikelihood: -found.value * groups.customers,
    converged: found.converged,
    evaluations: found.evaluations,
    customers: groups.customers,
    repeatVisits: groups.repeatVisits,
  }
}

export function fitModel<P>(model: AttritionModel<P>, groups: HistoryGroups): Fit<P> | null {
  return finish(fitSteps(model, groups))
}

export type Forecaster<P> = (parameters: P, history: History, weeks: number) => Forecast
