import { runAtOnce, type Sliced } from './analytics/slices.ts'
import type { RfmColumns, RfmMode, RfmThresholds, RfmValues } from './rfm.ts'
import { scoreOne } from './rfm.ts'

/** Customers scored between two places where others may come in. */
const SLICE = 20_000

/** Freezes the thresholds of a population; null when there is nobody to measure. */
export function calibrateRfm(columns: RfmColumns, mode: RfmMode): RfmThresholds | null {
  return runAtOnce(calibrateInSlices(columns, mode))
}

/** The same, with places where others may come in: a million customers are half a second. */
export function* calibrateInSlices(columns: RfmColumns, mode: RfmMode): Sliced<RfmThresholds | null> {
  const counted = columns.recency.length
  if (counted === 0) return null
  const scoring = mode.kind === 'quantile5' ? 'banded' : 'ranked'
  const cutsOf = scoring === 'banded' ? quantileCuts : rankCuts
  const recency = columns.recency.slice().sort()
  yield
  const frequency = cutsOf(columns.frequency.slice().sort())
  yield
  const monetary = cutsOf(columns.monetary.slice().sort())
  yield
  // For ranked recency the worst is the largest, so the bound is counted from the far end.
  const cuts = { recency: cutsOf(scoring === 'banded' ? recency : recency.reverse()), frequency, monetary }
  const draft: RfmThresholds = {
    scoring,
    counted,
    cuts,
    high: { by: 'score', recency: 0, frequency: 0, monetary: 0 },
  }
  return { ...draft, high: yield* highBounds(columns, draft, mode) }
}

/**
 * score = min(5, 1 + ⌊5·L / N⌋) with L the number strictly worse. L ≥ k means being strictly better than the k-th
 * worst, so the bound of score s is the value at place ⌈(s−1)·N / 5⌉.
 */
function rankCuts(worstFirst: ArrayLike<number>): number[] {
  return [2, 3, 4, 5].map((score) => at(worstFirst, Math.ceil(((score - 1) * worstFirst.length) / 5) - 1))
}

/** Quantiles by linear interpolation (type 7) plus 1, as the R package rfm takes them. */
function quantileCuts(ascending: ArrayLike<number>): number[] {
  return [1, 2, 3, 4].map((fifth) => {
    const place = ((ascending.length - 1) * fifth) / 5
    const below = at(ascending, Math.floor(place))
    const above = at(ascending, Math.ceil(place))
    return below + (place - Math.floor(place)) * (above - below) + 1
  })
}

/**
 * Comparisons with a mean, as whole bounds: v·N > Σ is v ≥ ⌊Σ/N⌋ + 1, v·N ≥ Σ is v ≥ ⌈Σ/N⌉, v·N ≤ Σ is v ≤ ⌊Σ/N⌋.
 */
function* highBounds(
  columns: RfmColumns,
  draft: RfmThresholds,
  mode: RfmMode,
): Sliced<RfmThresholds['high']> {
  if (mode.kind === 'fixed') return { by: 'value', ...mode.limits }
  const size = BigInt(draft.counted)
  if (mode.kind === 'value-mean') {
    const sums = sumValues(columns)
    return {
      by: 'value',
      recency: Number(sums.recency / size),
      frequency: Number((sums.frequency + size - 1n) / size),
      monetary: Number((sums.monetary + size - 1n) / size),
    }
  }
  const sums = yield* sumInSlices(columns, draft)
  const above = (sum: number): number => Math.floor(sum / draft.counted) + 1
  return {
    by: 'score',
    recency: above(sums.recency),
    frequency: above(sums.frequency),
    monetary: above(sums.monetary),
  }
}

/** Exact, also beyond 2^53. */
export function sumValues(columns: RfmColumns): Record<keyof RfmValues, bigint> {
  return {
    recency: sumOf(columns.recency),
    frequency: sumOf(columns.frequency),
    monetary: sumOf(columns.monetary),
  }
}

export function sumScores(columns: RfmColumns, thresholds: RfmThresholds): RfmValues {
  return runAtOnce(sumInSlices(columns, thresholds))
}

function* sumInSlices(columns: RfmColumns, thresholds: RfmThresholds): Sliced<RfmValues> {
  const sums = { recency: 0, frequency: 0, monetary: 0 }
  for (let i = 0; i < columns.recency.length; i++) {
    if (i % SLICE === SLICE - 1) yield
    const score = scoreOne(valuesAt(columns, i), thresholds)
    sums.recency += score.recencyScore
    sums.frequency += score.frequencyScore
    sums.monetary += score.monetaryScore
  }
  return sums
}

export function valuesAt(columns: RfmColumns, i: number): RfmValues {
  return {
    recency: at(columns.recency, i),
    frequency: at(columns.frequency, i),
    monetary: at(columns.monetary, i),
  }
}

function sumOf(values: ArrayLike<number>): bigint {
  let total = 0n
  let part = 0
  for (let i = 0; i < values.length; i++) {
    part += at(values, i)
    if (part > 2 ** 52) {
      total += BigInt(part)
      part = 0
    }
  }
  return total + BigInt(part)
}

function at(values: ArrayLike<number>, i: number): number {
  const value = values[i]
  if (value === undefined) throw new RangeError(`no value at ${i} of ${values.length}`)
  return value
}
