import { solveSymmetric } from './cholesky.ts'
import type { Matrix } from './model-features.ts'
import { runAtOnce, type Sliced } from './slices.ts'

export interface LogisticModel {
  intercept: number
  /** Of the columns as they came, not standardised. */
  coefficients: number[]
  /** Averages in training, which contributions are measured from. */
  means: number[]
  converged: boolean
  iterations: number
  logLikelihood: number
  /** The log-likelihood where the fit began (the average for everybody) and after each iteration. */
  path: number[]
}

interface FitOptions {
  /** The L2 penalty on standardised columns; the intercept is free. 0: none. */
  lambda?: number
  maxIterations?: number
}

const ROWS_PER_SLICE = 4_096
/** A step is taken back by halves while it makes things worse. */
const MAX_HALVINGS = 30

export function fitLogistic(x: Matrix, y: Uint8Array, options: FitOptions = {}): LogisticModel {
  return runAtOnce(fitLogisticInSlices(x, y, options))
}

/** Logistic regression by Newton's method (IRLS), with L2. Standardising is undone in what it returns. */
export function* fitLogisticInSlices(
  x: Matrix,
  y: Uint8Array,
  { lambda = 1, maxIterations = 50 }: FitOptions = {},
): Sliced<LogisticModel> {
  const { means, spreads, z } = standardise(x)
  const size = x.width + 1
  let weights = new Float64Array(size)
  weights[0] = logit((countOnes(y) + 0.5) / (x.count + 1))
  let at = yield* evaluate(z, y, weights, lambda)
  let iterations = 0
  let converged = false
  const path = [at.logLikelihood]
  while (!converged && iterations < maxIterations) {
    iterations += 1
    const step = solveSymmetric(at.hessian, at.gradient)
    if (step === null) break
    let factor = 1
    let next = at
    let tried = weights
    for (let halving = 0; halving < MAX_HALVINGS; halving++, factor /= 2) {
      tried = weights.map((weight, k) => weight + factor * (step[k] ?? 0))
      next = yield* evaluate(z, y, tried, lambda)
      if (next.objective >= at.objective - 1e-12 * Math.abs(at.objective)) break
    }
    const moved = Math.max(...step.map((one) => Math.abs(one * factor)))
    converged = moved < 1e-9
    weights = tried
    at = next
    path.push(at.logLikelihood)
  }
  const coefficients = Array.from({ length: x.width }, (_, k) => (weights[k + 1] ?? 0) / (spreads[k] ?? 1))
  const shift = coefficients.reduce((sum, one, k) => sum + one * (means[k] ?? 0), 0)
  return {
    intercept: (weights[0] ?? 0) - shift,
    coefficients,
    means: [...means],
    converged,
    iterations,
    logLikelihood: at.logLikelihood,
    path,
  }
}

/** The average said for everybody: how likely it makes these answers, as what a model has to beat. */
export function constantFit(y: Uint8Array): { rows: number; answers: number; constantLogLikelihood: number } {
  const [rows, answers] = [y.length, countOnes(y)]
  const part = (count: number): number => (count === 0 ? 0 : count * Math.log(count / rows))
  return { rows, answers, constantLogLikelihood: part(answers) + part(rows - answers) }
}

/** Every number is one: a value that is none in the rows makes all of them none. */
export function isBounded({ intercept, coefficients, logLikelihood }: LogisticModel): boolean {
  return [intercept, logLikelihood, ...coefficients].every(Number.isFinite)
}

interface Evaluation {
  /** The log-likelihood less the penalty: what is made as large as can be. */
  objective: number
  logLikelihood: number
  gradient: Float64Array
  hessian: Float64Array
}

function* evaluate(x: Matrix, y: Uint8Array, weights: Float64Array, lambda: number): Sliced<Evaluation> {
  const size = weights.length
  const sums = { logLikelihood: 0, gradient: new Float64Array(size), hessian: new Float64Array(size * size) }
  for (let from = 0; from < x.count; from += ROWS_PER_SLICE) {
    addRows(x, y, { weights, sums, from, to: Math.min(x.count, from + ROWS_PER_SLICE) })
    yield
  }
  const { logLikelihood, gradient, hessian } = sums
  let objective = logLikelihood
  for (let k = 0; k < size; k++) {
    for (let j = k + 1; j < size; j++) hessian[k * size + j] = hessian[j * size + k] ?? 0
    if (k === 0) continue
    const weight = weights[k] ?? 0
    objective -= (lambda / 2) * weight * weight
    gradient[k] = (gradient[k] ?? 0) - lambda * weight
    hessian[k * size + k] = (hessian[k * size + k] ?? 0) + lambda
  }
  return { objective, logLikelihood, gradient, hessian }
}

function addRows(
  x: Matrix,
  y: Uint8Array,
  part: {
    weights: Float64Array
    sums: { logLikelihood: number; gradient: Float64Array; hessian: Float64Array }
    from: number
    to: number
  },
): void {
  const { weights, sums, from, to } = part
  const size = weights.length
  const row = new Float64Array(size)
  row[0] = 1
  for (let at = from; at < to; at++) {
    let score = weights[0] ?? 0
    for (let k = 1; k < size; k++) {
      const value = x.values[at * x.width + k - 1] ?? 0
      row[k] = value
      score += (weights[k] ?? 0) * value
    }
    const rate = logistic(score)
    const answered = y[at] ?? 0
    sums.logLikelihood -= softplus(answered === 1 ? -score : score)
    const miss = answered - rate
    const weight = rate * (1 - rate)
    for (let k = 0; k < size; k++) {
      const value = row[k] ?? 0
      if (value === 0) continue
      sums.gradient[k] = (sums.gradient[k] ?? 0) + miss * value
      const weighted = weight * value
      for (let j = 0; j <= k; j++)
        sums.hessian[k * size + j] = (sums.hessian[k * size + j] ?? 0) + weighted * (row[j] ?? 0)
    }
  }
}

/** ln(1 + e^s) without overflow. */
export function softplus(s: number): number {
  return s > 0 ? s + Math.log1p(Math.exp(-s)) : Math.log1p(Math.exp(s))
}

export function logistic(score: number): number {
  return score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score))
}

function logit(rate: number): number {
  return Math.log(rate / (1 - rate))
}

function countOnes(y: Uint8Array): number {
  let ones = 0
  for (const one of y) ones += one
  return ones
}

/** Mean 0, spread 1. A column that never changes becomes zeros. */
function standardise(x: Matrix): { means: Float64Array; spreads: Float64Array; z: Matrix } {
  const { width, count, values } = x
  const means = new Float64Array(width)
  const spreads = new Float64Array(width)
  values.forEach((value, at) => {
    means[at % width] = (means[at % width] ?? 0) + value / count
  })
  values.forEach((value, at) => {
    const apart = value - (means[at % width] ?? 0)
    spreads[at % width] = (spreads[at % width] ?? 0) + (apart * apart) / count
  })
  spreads.forEach((variance, k) => {
    spreads[k] = variance > 0 ? Math.sqrt(variance) : 1
  })
  const z = values.map((value, at) => (value - (means[at % width] ?? 0)) / (spreads[at % width] ?? 1))
  return { means, spreads, z: { values: z, width, count } }
}

/** The log-odds of each row. */
export function scoreRows(model: LogisticModel, x: Matrix): Float64Array {
  const scores = new Float64Array(x.count)
  for (let at = 0; at < x.count; at++) {
    let score = model.intercept
    for (let k = 0; k < x.width; k++)
      score += (model.coefficients[k] ?? 0) * (x.values[at * x.width + k] ?? 0)
    scores[at] = score
  }
  return scores
}

/** How much each column moves one row's log-odds away from the average customer's. */
export function contributionsOf(model: LogisticModel, row: ArrayLike<number>): number[] {
  return model.coefficients.map((coefficient, k) => coefficient * ((row[k] ?? 0) - (model.means[k] ?? 0)))
}
