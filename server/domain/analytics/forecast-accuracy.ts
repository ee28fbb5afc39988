/** Mean absolute and root mean square error. */
export function errorsOf(
  forecast: readonly number[],
  actual: readonly number[],
): { mae: number; rmse: number } {
  let absolute = 0
  let square = 0
  for (const [n, one] of forecast.entries()) {
    const error = one - (actual[n] ?? NaN)
    absolute += Math.abs(error)
    square += error * error
  }
  return { mae: absolute / forecast.length, rmse: Math.sqrt(square / forecast.length) }
}

/** Mean square error of probabilities. */
export function brierScore(probabilities: readonly number[], happened: readonly boolean[]): number {
  let sum = 0
  for (const [n, one] of probabilities.entries()) sum += (one - (happened[n] === true ? 1 : 0)) ** 2
  return sum / probabilities.length
}

/** Share of pairs ranked rightly, ties counting half. NaN when one side is empty. */
export function areaUnderCurve(scores: readonly number[], happened: readonly boolean[]): number {
  const order = [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  let positives = 0
  let rankSum = 0
  for (let from = 0; from < order.length;) {
    let to = from
    while (to < order.length && scores[order[to] ?? 0] === scores[order[from] ?? 0]) to++
    const meanRank = (from + to + 1) / 2
    for (const place of order.slice(from, to))
      if (happened[place] === true) {
        positives++
        rankSum += meanRank
      }
    from = to
  }
  const negatives = scores.length - positives
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

export interface CalibrationBin {
  count: number
  /** Mean of what was forecast, and the share that came true. */
  forecast: number
  actual: number
}

/** Ten (or fewer) bins of equal count, from the lowest forecast up. */
export function calibrationBins(
  probabilities: readonly number[],
  happened: readonly boolean[],
  bins = 10,
): CalibrationBin[] {
  const order = [...probabilities.keys()].sort(
    (a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0) || Number(happened[a]) - Number(happened[b]),
  )
  const result: CalibrationBin[] = []
  for (let n = 0; n < bins; n++) {
    const part = order.slice(
      Math.floor((n * order.length) / bins),
      Math.floor(((n + 1) * order.length) / bins),
    )
    if (part.length === 0) continue
    const mean = (of: (place: number) => number): number =>
      part.reduce((sum, place) => sum + of(place), 0) / part.length
    result.push({
      count: part.length,
      forecast: mean((place) => probabilities[place] ?? 0),
      actual: mean((place) => (happened[place] === true ? 1 : 0)),
    })
  }
  return result
}
