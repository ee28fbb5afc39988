/** What is known of the gaps in a class of customers. Ratios are the quartiles of actual gap / forecast. */
export interface GapClass {
  gaps: number
  medianDays: number
  lowRatio: number
  highRatio: number
}

export const GAP_STRENGTH = 2
/** Below this a class says too little about itself, and the one above it stands in. */
export const MIN_CLASS_GAPS = 30

/** Days until the next visit: the geometric mean of the customer's own gaps, drawn towards the median of the class. */
export function forecastGap(
  gapsDays: readonly number[],
  medianDays: number,
  strength = GAP_STRENGTH,
): number {
  let sum = strength * Math.log(medianDays)
  for (const gap of [...gapsDays].sort((a, b) => a - b)) sum += Math.log(gap)
  return Math.exp(sum / (strength + gapsDays.length))
}

/** Median and the spread of a class; null below the minimum. `histories` are the gaps of each of its customers, in order. */
export function measureGapClass(histories: readonly (readonly number[])[]): GapClass | null {
  const gaps = histories.flat()
  if (gaps.length < MIN_CLASS_GAPS) return null
  const medianDays = quantile(gaps, 0.5)
  const residuals = histories.flatMap((own) => {
    const last = own.at(-1)
    return last === undefined ? [] : [Math.log(last) - Math.log(forecastGap(own.slice(0, -1), medianDays))]
  })
  return {
    gaps: gaps.length,
    medianDays,
    lowRatio: Math.exp(quantile(residuals, 0.25)),
    highRatio: Math.exp(quantile(residuals, 0.75)),
  }
}

/** A gap in whole days: two visits of one day are one. */
export function windowDay(days: number): number {
  return Math.max(1, Math.round(days))
}

/** By linear interpolation (type 7). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? NaN
  const above = sorted[Math.ceil(place)] ?? NaN
  return below + (place - Math.floor(place)) * (above - below)
}
