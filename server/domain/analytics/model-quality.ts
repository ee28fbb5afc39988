/** Groups of the reliability table. */
const BINS = 10

/** One of ten groups of equal size, from the least to the most likely. */
export interface ReliabilityBin {
  count: number
  predicted: number
  observed: number
}

export interface ModelQuality {
  count: number
  answers: number
  baseRate: number
  auc: number
  brier: number
  logLoss: number
  /** The Brier score of saying the base rate for everybody. */
  baseBrier: number
}

export function measureQuality(predicted: Float64Array, y: Uint8Array): ModelQuality {
  let answers = 0
  let brier = 0
  let logLoss = 0
  predicted.forEach((rate, at) => {
    const answered = y[at] ?? 0
    answers += answered
    brier += (rate - answered) ** 2
    logLoss -= Math.log(Math.max(1e-15, answered === 1 ? rate : 1 - rate))
  })
  const count = y.length
  const baseRate = answers / count
  return {
    count,
    answers,
    baseRate,
    auc: measureAuc(predicted, y),
    brier: brier / count,
    logLoss: logLoss / count,
    baseBrier: baseRate * (1 - baseRate),
  }
}

/** The chance that someone who answered is ranked above someone who did not; equal ranks count half. */
export function measureAuc(scores: Float64Array, y: Uint8Array): number {
  const order = [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  let answers = 0
  let rankSum = 0
  for (let from = 0; from < order.length;) {
    const score = scores[order[from] ?? 0] ?? 0
    let to = from
    let tied = 0
    for (; to < order.length && scores[order[to] ?? 0] === score; to++) tied += y[order[to] ?? 0] ?? 0
    answers += tied
    rankSum += tied * ((from + 1 + to) / 2)
    from = to
  }
  const others = y.length - answers
  if (answers === 0 || others === 0) return 0.5
  return (rankSum - (answers * (answers + 1)) / 2) / (answers * others)
}

/**
 * The rows from the least to the most likely. Calibration in steps gives many the same chance: among these the score
 * behind it decides, and then the order they came in.
 */
export function rankRows(predicted: Float64Array, scores: Float64Array = predicted): number[] {
  const apart = (of: Float64Array, a: number, b: number): number => (of[a] ?? 0) - (of[b] ?? 0)
  return [...predicted.keys()].sort((a, b) => apart(predicted, a, b) || apart(scores, a, b) || a - b)
}

/** Said against seen, in bins of equal count (they differ by one at most). Fewer rows than bins: a bin each. */
export function reliabilityOf(
  predicted: Float64Array,
  y: Uint8Array,
  order: readonly number[] = rankRows(predicted),
): ReliabilityBin[] {
  const wanted = Math.min(BINS, order.length)
  return Array.from({ length: wanted }, (_, bin): ReliabilityBin => {
    const part = order.slice(
      Math.floor((bin * order.length) / wanted),
      Math.floor(((bin + 1) * order.length) / wanted),
    )
    const sum = (of: ArrayLike<number>): number => part.reduce((total, at) => total + (of[at] ?? 0), 0)
    return { count: part.length, predicted: sum(predicted) / part.length, observed: sum(y) / part.length }
  })
}

/** The two upper of the ten groups: whom one would write to if one could write to a fifth only. */
export interface TopFifth {
  count: number
  answers: number
}

export function topFifthOf(y: Uint8Array, order: readonly number[]): TopFifth {
  const part = order.slice(Math.floor((order.length * 8) / BINS))
  return { count: part.length, answers: part.reduce((sum, at) => sum + (y[at] ?? 0), 0) }
}
