import type { AttritionModel, Forecast } from './attrition-model.ts'
import type { BgParameters } from './bg-nbd.ts'
import { at, type HistoryGroups } from './history-groups.ts'
import { dampedHyp2f1 } from './hyp2f1.ts'
import { lnGamma } from './ln-gamma.ts'
import { asProbability, besideOne, lnSum } from './logs.ts'
import type { History } from './purchase-history.ts'

/** Intervals become more regular with k; 1 is the MBG/NBD itself. */
export interface MbgParameters extends BgParameters {
  k: number
}

export const REGULARITIES = [1, 2, 3, 4] as const

/**
 * MBG/CNBD-k (Reutterer, Platzer, Schröder 2020): one may stop after every visit, the first one included, and comes at
 * k-fold regular intervals. With k = 1 it is the MBG/NBD, the model whose figures are shown.
 */
export function mbgNbd(k: number): AttritionModel<MbgParameters> {
  return {
    size: 4,
    toParameters: ([r = 1, alpha = 1, a = 1, b = 1]) => ({ r, alpha, a, b, k }),
    logLikelihood: (parameters, groups) => logLikelihood(parameters, groups),
  }
}

function logLikelihood({ r, alpha, a, b, k }: MbgParameters, groups: HistoryGroups): number {
  const constant = r * Math.log(alpha) - lnGamma(r) + lnGamma(a + b) - lnGamma(b)
  const byRepeats = groups.repeats.map(
    (x) =>
      constant +
      lnGamma(r + k * x) +
      lnGamma(b + x + 1) -
      lnGamma(a + b + x + 1) -
      (k > 1 ? x * lnGamma(k) : 0),
  )
  const lnStop = groups.repeats.map((x) => Math.log(a) - Math.log(b + x))
  const lnAge = groups.ageWeeks.map((age) => Math.log(alpha + age))
  const lnLast = groups.lastWeeks.map((last) => Math.log(alpha + last))
  let sum = (k - 1) * groups.lnGaps
  for (let n = 0; n < groups.weight.length; n++) {
    const x = at(groups.repeatsAt, n)
    const shape = r + k * at(groups.repeats, x)
    const age = at(groups.ageAt, n)
    const last = at(groups.lastAt, n)
    const lnSeen =
      k === 1
        ? 0
        : Math.log(
            pending(
              shape,
              k,
              (at(groups.ageWeeks, age) - at(groups.lastWeeks, last)) / (alpha + at(groups.ageWeeks, age)),
            ),
          )
    const stayed = lnSeen - shape * at(lnAge, age)
    const stopped = at(lnStop, x) - shape * at(lnLast, last)
    sum += at(groups.weight, n) * (at(byRepeats, x) + lnSum(stayed, stopped))
  }
  return sum
}

/** S = Σ_{j<k} A(A+1)…(A+j−1)/j! · u^j: fewer than k of the k hidden ticks have passed since the last visit. */
function pending(shape: number, k: number, share: number): number {
  let sum = 1
  let term = 1
  for (let j = 1; j < k; j++) {
    term *= ((shape + j - 1) / j) * share
    sum += term
  }
  return sum
}

/** Probability that the customer has not stopped yet; see `activeWithin` for what is shown. */
export function aliveMbg({ r, alpha, a, b, k }: MbgParameters, history: History): number {
  const { repeats: x, lastWeeks, ageWeeks } = history
  const shape = r + k * x
  const lnSeen = k === 1 ? 0 : Math.log(pending(shape, k, (ageWeeks - lastWeeks) / (alpha + ageWeeks)))
  const lnOdds =
    Math.log(a) -
    Math.log(b + x) +
    shape * (Math.log(alpha + ageWeeks) - Math.log(alpha + lastWeeks)) -
    lnSeen
  return asProbability(1 / (1 + Math.exp(lnOdds)))
}

/** Exact for k = 1; for k > 1 the usual approximation with the scale stretched k times. */
export function forecastMbg(parameters: MbgParameters, history: History, weeks: number): Forecast {
  const alive = aliveMbg(parameters, history)
  return { alive, expected: expectedWhileAlive(parameters, history, weeks) * alive }
}

/** Visit-days ahead of one who is still a customer. */
export function expectedWhileAlive(parameters: MbgParameters, history: History, weeks: number): number {
  const { r, alpha, b, k } = parameters
  const a = besideOne(parameters.a)
  const { repeats: x, ageWeeks } = history
  const size = a + b + x
  const lost = dampedHyp2f1(r + x, b + x + 1, size, weeks / (k * alpha + ageWeeks + weeks))
  return (size / (a - 1)) * (1 - lost)
}

/** Probability of at least one visit-day in the weeks ahead. The churn figure is what is missing to one. */
export function activeWithin(parameters: MbgParameters, history: History, weeks: number): number {
  const { r, alpha, k } = parameters
  const { repeats: x, ageWeeks } = history
  const scale = k * alpha + ageWeeks
  const comes = -Math.expm1((r + x) * (Math.log(scale) - Math.log(scale + weeks)))
  return asProbability(aliveMbg(parameters, history) * comes)
}
