import { fitLogistic, logistic } from './logistic-regression.ts'

/** Turns a model's score into a probability that comes true as often as it says. */
export type Calibration =
  | { kind: 'platt'; slope: number; intercept: number }
  /** From each score on, up to the next, this probability. */
  | { kind: 'isotonic'; from: number[]; probabilities: number[] }

/** Steps need many answers, or they repeat chance; a curve of two numbers needs few. */
const ISOTONIC_MIN_ANSWERS = 300

/** Fitted on a later slice than the model was. */
export function calibrate(scores: Float64Array, y: Uint8Array): Calibration {
  let answers = 0
  for (const one of y) answers += one
  return Math.min(answers, y.length - answers) >= ISOTONIC_MIN_ANSWERS
    ? calibrateIsotonic(scores, y)
    : calibratePlatt(scores, y)
}

/** Platt: a logistic curve through the scores. A negative slope would turn the ranking round, so it becomes flat. */
export function calibratePlatt(scores: Float64Array, y: Uint8Array): Calibration {
  const { intercept, coefficients } = fitLogistic({ values: scores, width: 1, count: scores.length }, y, {
    lambda: 1,
  })
  const [slope = 0] = coefficients
  if (slope >= 0) return { kind: 'platt', slope, intercept }
  let answers = 0
  for (const one of y) answers += one
  const rate = (answers + 0.5) / (y.length + 1)
  return { kind: 'platt', slope: 0, intercept: Math.log(rate / (1 - rate)) }
}

interface Block {
  from: number
  sum: number
  count: number
}

/** The steps that never fall and fit best (pool adjacent violators). Equal scores are one block from the start. */
export function calibrateIsotonic(scores: Float64Array, y: Uint8Array): Calibration {
  const order = [...scores.keys()].sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0))
  const blocks: Block[] = []
  for (const at of order) {
    const score = scores[at] ?? 0
    const top = blocks.at(-1)
    if (top && top.from === score && top.count > 0) {
      top.sum += y[at] ?? 0
      top.count += 1
    } else {
      pool(blocks)
      blocks.push({ from: score, sum: y[at] ?? 0, count: 1 })
    }
  }
  pool(blocks)
  return {
    kind: 'isotonic',
    from: blocks.map((block) => block.from),
    probabilities: blocks.map((block) => block.sum / block.count),
  }
}

function pool(blocks: Block[]): void {
  for (;;) {
    const top = blocks.at(-1)
    const below = blocks.at(-2)
    if (!top || !below || below.sum * top.count < top.sum * below.count) return
    blocks.splice(-2, 2, { from: below.from, sum: below.sum + top.sum, count: below.count + top.count })
  }
}

/** The probability of a score; never 0 nor 1, since nothing of people is certain. */
export function probabilityOf(calibration: Calibration, score: number): number {
  const raw =
    calibration.kind === 'platt'
      ? logistic(calibration.intercept + calibration.slope * score)
      : stepAt(calibration, score)
  return Math.min(0.999, Math.max(0.001, raw))
}

function stepAt({ from, probabilities }: { from: number[]; probabilities: number[] }, score: number): number {
  let low = 0
  let high = from.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((from[middle] ?? 0) <= score) low = middle
    else high = middle - 1
  }
  return probabilities[low] ?? 0
}
