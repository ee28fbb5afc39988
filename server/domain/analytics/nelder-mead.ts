export interface Minimum {
  at: number[]
  value: number
  converged: boolean
  evaluations: number
}

/** A long calculation that can be paused after each step; `finish` runs it through. */
export type Steps<T> = Generator<undefined, T, undefined>

export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const NOT_FINITE = 1e10
const MAX_EVALUATIONS = 2000
const SPREAD = 1e-13
const SIZE = 1e-7
const EDGE = 0.5

/** Nelder and Mead's simplex search, once more from where it ended. Deterministic; pauses after every evaluation. */
export function* minimise(objective: (at: number[]) => number, start: number[]): Steps<Minimum> {
  const first = yield* search(objective, start)
  const second = yield* search(objective, first.at)
  const best = second.value <= first.value ? second : first
  return {
    ...best,
    evaluations: first.evaluations + second.evaluations,
  }
}

interface Corner {
  at: number[]
  value: number
}

function* search(objective: (at: number[]) => number, start: number[]): Steps<Minimum> {
  let evaluations = 0
  const measure = (at: number[]): Corner => {
    evaluations++
    const value = objective(at)
    return { at, value: Number.isFinite(value) ? value : NOT_FINITE }
  }
  const simplex = [measure(start)]
  for (let n = 0; n < start.length; n++)
    simplex.push(measure(start.map((one, m) => (m === n ? one + EDGE : one))))
  for (;;) {
    simplex.sort((a, b) => a.value - b.value)
    const [best, worst, second] = [simplex[0], simplex.at(-1), simplex.at(-2)]
    if (!best || !worst || !second) throw new Error('a search needs at least one parameter')
    const converged = worst.value - best.value < SPREAD && sizeOf(simplex, best) < SIZE
    if (converged || evaluations >= MAX_EVALUATIONS)
      return { at: best.at, value: best.value, converged, evaluations }
    step(simplex, { best, second, worst, measure })
    yield
  }
}

interface Step {
  best: Corner
  second: Corner
  worst: Corner
  measure: (at: number[]) => Corner
}

function step(simplex: Corner[], { best, second, worst, measure }: Step): void {
  const others = simplex.slice(0, -1)
  const centre = best.at.map((_, n) => others.reduce((sum, one) => sum + (one.at[n] ?? 0), 0) / others.length)
  const along = (by: number): Corner => measure(centre.map((one, n) => one + by * ((worst.at[n] ?? 0) - one)))
  const replace = (corner: Corner): void => void simplex.splice(-1, 1, corner)

  const reflected = along(-1)
  if (reflected.value < best.value) {
    const expanded = along(-2)
    return replace(expanded.value < reflected.value ? expanded : reflected)
  }
  if (reflected.value < second.value) return replace(reflected)
  const contracted = reflected.value < worst.value ? along(-0.5) : along(0.5)
  if (contracted.value < Math.min(reflected.value, worst.value)) return replace(contracted)
  for (let n = 1; n < simplex.length; n++) {
    const old = simplex[n]
    if (old) simplex[n] = measure(old.at.map((one, m) => ((best.at[m] ?? 0) + one) / 2))
  }
}

function sizeOf(simplex: Corner[], best: Corner): number {
  let size = 0
  for (const corner of simplex)
    for (const [n, one] of corner.at.entries()) size = Math.max(size, Math.abs(one - (best.at[n] ?? 0)))
  return size
}
