import type { AttritionModel, Forecast } from './attrition-model.ts'
import { at } from './history-groups.ts'
import { lnHyp2f1 } from './hyp2f1.ts'
import { lnGamma } from './ln-gamma.ts'
import { asProbability, besideOne, lnDifference, lnSum } from './logs.ts'
import type { History } from './purchase-history.ts'

/** r, α: how often people come; s, β: how soon they stop, at any moment. */
export interface ParetoParameters {
  r: number
  alpha: number
  s: number
  beta: number
}

/** Further apart, the series of one customer has thousands of terms; no data we know of leads there. */
const MAX_RATIO = 50

/** Pareto/NBD (Schmittlein, Morrison, Colombo 1987): the second opinion. */
export const paretoNbd: AttritionModel<ParetoParameters> = {
  size: 4,
  toParameters: ([r = 1, alpha = 1, s = 1, beta = 1]) => ({ r, alpha, s, beta }),
  logLikelihood(parameters, groups) {
    const { r, alpha, s, beta } = parameters
    if (Math.max(alpha, beta) > MAX_RATIO * Math.min(alpha, beta)) return NaN
    const constant = r * Math.log(alpha) + s * Math.log(beta) - lnGamma(r)
    const byRepeats = groups.repeats.map((x) => constant + lnGamma(r + x))
    const lnAlpha = groups.ageWeeks.map((age) => Math.log(alpha + age))
    const lnBeta = groups.ageWeeks.map((age) => Math.log(beta + age))
    let sum = 0
    for (let n = 0; n < groups.weight.length; n++) {
      const x = at(groups.repeatsAt, n)
      const repeats = at(groups.repeats, x)
      const age = at(groups.ageAt, n)
      const lastWeeks = at(groups.lastWeeks, at(groups.lastAt, n))
      const gone = lnGone(parameters, { repeats, lastWeeks, ageWeeks: at(groups.ageWeeks, age) })
      const stopped = Math.log(s / (r + s + repeats)) + gone
      const stayed = -(r + repeats) * at(lnAlpha, age) - s * at(lnBeta, age)
      sum += at(groups.weight, n) * (at(byRepeats, x) + lnSum(stopped, stayed))
    }
    return sum
  },
}

export function forecastPareto(parameters: ParetoParameters, history: History, weeks: number): Forecast {
  const { r, alpha, beta } = parameters
  const s = besideOne(parameters.s)
  const { repeats: x, ageWeeks } = history
  const alive = alivePareto(parameters, history)
  const rest = -Math.expm1((s - 1) * (Math.log(beta + ageWeeks) - Math.log(beta + ageWeeks + weeks)))
  const expected = ((r + x) * (beta + ageWeeks) * rest) / ((alpha + ageWeeks) * (s - 1))
  return { alive, expected: expected * alive }
}

export function alivePareto(parameters: ParetoParameters, history: History): number {
  const { r, alpha, s, beta } = parameters
  const { repeats: x, ageWeeks } = history
  const lnOdds =
    Math.log(s / (r + s + x)) +
    (r + x) * Math.log(alpha + ageWeeks) +
    s * Math.log(beta + ageWeeks) +
    lnGone(parameters, history)
  return asProbability(1 / (1 + Math.exp(lnOdds)))
}

/** ln A0 = ln(h(t_x) − h(T)); −∞ for one whose last visit is today. */
function lnGone(parameters: ParetoParameters, { repeats, lastWeeks, ageWeeks }: History): number {
  return lnDifference(lnTail(parameters, repeats, lastWeeks), lnTail(parameters, repeats, ageWeeks))
}

/** ln h(t), by F(q, c; q+1; z) = (1−z)^{1−c} F(1, q+1−c; q+1; z): all terms positive, shrinking like z^j. */
function lnTail({ r, alpha, s, beta }: ParetoParameters, x: number, weeks: number): number {
  const q = r + s + x
  const [large, small, c] = alpha >= beta ? [alpha, beta, s + 1] : [beta, alpha, r + x]
  const lnLarge = Math.log(large + weeks)
  const z = (large - small) / (large + weeks)
  return (1 - c) * (Math.log(small + weeks) - lnLarge) + lnHyp2f1(1, q + 1 - c, q + 1, z) - q * lnLarge
}
