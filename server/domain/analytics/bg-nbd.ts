import type { AttritionModel, Forecast } from './attrition-model.ts'
import { at } from './history-groups.ts'
import { dampedHyp2f1 } from './hyp2f1.ts'
import { lnGamma } from './ln-gamma.ts'
import { asProbability, besideOne, lnSum } from './logs.ts'
import type { History } from './purchase-history.ts'

/** r, α: how often people come; a, b: how likely a visit is their last. */
export interface BgParameters {
  r: number
  alpha: number
  a: number
  b: number
}

/**
 * BG/NBD (Fader, Hardie, Lee 2005): one may stop after each visit but the first. A check model only: everybody with a
 * single visit counts as alive, so its P(alive) must never be shown or ranked by.
 */
export const bgNbd: AttritionModel<BgParameters> = {
  size: 4,
  toParameters: ([r = 1, alpha = 1, a = 1, b = 1]) => ({ r, alpha, a, b }),
  logLikelihood({ r, alpha, a, b }, groups) {
    const constant = r * Math.log(alpha) - lnGamma(r) + lnGamma(a + b) - lnGamma(b)
    const byRepeats = groups.repeats.map(
      (x) => constant + lnGamma(r + x) + lnGamma(b + x) - lnGamma(a + b + x),
    )
    const lnStop = groups.repeats.map((x) => (x > 0 ? Math.log(a) - Math.log(b + x - 1) : -Infinity))
    const lnAge = groups.ageWeeks.map((age) => Math.log(alpha + age))
    const lnLast = groups.lastWeeks.map((last) => Math.log(alpha + last))
    let sum = 0
    for (let n = 0; n < groups.weight.length; n++) {
      const x = at(groups.repeatsAt, n)
      const rate = r + at(groups.repeats, x)
      const stayed = -rate * at(lnAge, at(groups.ageAt, n))
      const stopped = at(lnStop, x) - rate * at(lnLast, at(groups.lastAt, n))
      sum += at(groups.weight, n) * (at(byRepeats, x) + lnSum(stopped, stayed))
    }
    return sum
  },
}

export function aliveBg({ r, alpha, a, b }: BgParameters, history: History): number {
  const { repeats: x, lastWeeks, ageWeeks } = history
  if (x === 0) return 1
  const lnOdds =
    Math.log(a) - Math.log(b + x - 1) + (r + x) * (Math.log(alpha + ageWeeks) - Math.log(alpha + lastWeeks))
  return asProbability(1 / (1 + Math.exp(lnOdds)))
}

export function forecastBg(parameters: BgParameters, history: History, weeks: number): Forecast {
  const { r, alpha, b } = parameters
  const a = besideOne(parameters.a)
  const { repeats: x, ageWeeks } = history
  const alive = aliveBg(parameters, history)
  const size = a + b + x - 1
  const lost = dampedHyp2f1(r + x, b + x, size, weeks / (alpha + ageWeeks + weeks))
  return { alive, expected: (size / (a - 1)) * (1 - lost) * alive }
}

/** Visit-days of a new customer in the first weeks. */
export function expectedFromStartBg({ r, alpha, a: some, b }: BgParameters, weeks: number): number {
  const a = besideOne(some)
  return ((a + b - 1) / (a - 1)) * (1 - dampedHyp2f1(r, b, a + b - 1, weeks / (alpha + weeks)))
}
