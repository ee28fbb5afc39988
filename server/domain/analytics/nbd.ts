import type { AttritionModel, Forecast } from './attrition-model.ts'
import { at, type HistoryGroups } from './history-groups.ts'
import { lnGamma } from './ln-gamma.ts'
import type { History } from './purchase-history.ts'

export interface NbdParameters {
  r: number
  alpha: number
}

/** Nobody ever stops: the yardstick that shows what dropping out explains. */
export const nbd: AttritionModel<NbdParameters> = {
  size: 2,
  toParameters: ([r = 1, alpha = 1]) => ({ r, alpha }),
  logLikelihood({ r, alpha }, groups: HistoryGroups) {
    const byRepeats = groups.repeats.map((x) => lnGamma(r + x) - lnGamma(r) + r * Math.log(alpha))
    const lnAge = groups.ageWeeks.map((age) => Math.log(alpha + age))
    let sum = 0
    for (let n = 0; n < groups.weight.length; n++) {
      const x = at(groups.repeatsAt, n)
      const value = at(byRepeats, x) - (r + at(groups.repeats, x)) * at(lnAge, at(groups.ageAt, n))
      sum += at(groups.weight, n) * value
    }
    return sum
  },
}

export function forecastNbd({ r, alpha }: NbdParameters, history: History, weeks: number): Forecast {
  return { alive: 1, expected: ((r + history.repeats) * weeks) / (alpha + history.ageWeeks) }
}
