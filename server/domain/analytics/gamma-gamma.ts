import { isEnough, type Fit } from './attrition-model.ts'
import { lnGamma } from './ln-gamma.ts'
import { minimise, type Steps } from './nelder-mead.ts'

/** Spend per paid visit in yuan: how many visits were paid, and what they were worth on average. */
export interface Spend {
  visits: number
  meanYuan: number
}

export interface SpendParameters {
  p: number
  q: number
  v: number
}

/** Gamma–Gamma (Fader, Hardie, Lee 2005) on those who paid at least once; null: not enough data. */
export function* fitSpendSteps(spends: readonly Spend[]): Steps<Fit<SpendParameters> | null> {
  // Sorted, so that the sum does not depend on the order of the rows.
  const paid = spends
    .filter(({ visits, meanYuan }) => visits >= 1 && meanYuan > 0)
    .sort((a, b) => a.visits - b.visits || a.meanYuan - b.meanYuan)
  const counts = { customers: paid.length, repeatVisits: paid.reduce((sum, one) => sum + one.visits, 0) }
  if (!isEnough(counts)) return null
  const objective = (logs: number[]): number => {
    const [p = 1, q = 1, v = 1] = logs.map(Math.exp)
    return -spendLogLikelihood({ p, q, v }, paid) / paid.length
  }
  const found = yield* minimise(objective, [0, 0, 0])
  const [p = 1, q = 1, v = 1] = found.at.map(Math.exp)
  return {
    parameters: { p, q, v },
    logLikelihood: -found.value * paid.length,
    converged: found.converged,
    evaluations: found.evaluations,
    ...counts,
  }
}

/** `sorted` by visits: the three lnΓ are taken once per number of visits. */
function spendLogLikelihood({ p, q, v }: SpendParameters, sorted: readonly Spend[]): number {
  const lnV = q * Math.log(v) - lnGamma(q)
  let sum = 0
  let visits = -1
  let byVisits = 0
  for (const { visits: x, meanYuan: z } of sorted) {
    if (x !== visits) {
      visits = x
      byVisits = lnGamma(p * x + q) - lnGamma(p * x) + lnV + p * x * Math.log(x)
    }
    sum += byVisits + (p * x - 1) * Math.log(z) - (p * x + q) * Math.log(x * z + v)
  }
  return sum
}

/** Expected spend of a paid visit. Without a paid visit the mean of all; `pooledYuan` where the model has no finite mean. */
export function expectedSpend({ p, q, v }: SpendParameters, spend: Spend | null, pooledYuan: number): number {
  const visits = spend && spend.meanYuan > 0 ? spend.visits : 0
  const total = spend && visits > 0 ? visits * spend.meanYuan : 0
  if (p * visits + q <= 1) return pooledYuan
  return (p * (v + total)) / (p * visits + q - 1)
}

/** The mean of the population is finite only for q > 1; below, the pooled mean stands in and the screen says so. */
export function hasFiniteMean({ q }: SpendParameters): boolean {
  return q > 1
}

export const MAX_SPEND_CORRELATION = 0.3

/** Correlation of visits and mean spend: the model assumes there is none, and warns from ±0.3 on. */
export function spendCorrelation(spends: readonly Spend[]): number {
  const paid = spends.filter(({ visits, meanYuan }) => visits >= 1 && meanYuan > 0)
  const mean = (of: (one: Spend) => number): number =>
    paid.reduce((sum, one) => sum + of(one), 0) / paid.length
  const visits = mean((one) => one.visits)
  const yuan = mean((one) => one.meanYuan)
  const both = mean((one) => (one.visits - visits) * (one.meanYuan - yuan))
  const spread = mean((one) => (one.visits - visits) ** 2) * mean((one) => (one.meanYuan - yuan) ** 2)
  return spread > 0 ? both / Math.sqrt(spread) : 0
}
