const LN_FACTORIALS = firstFactorials(256)

function firstFactorials(count: number): Float64Array {
  const table = new Float64Array(count)
  for (let n = 2; n < count; n++) table[n] = (table[n - 1] ?? 0) + Math.log(n)
  return table
}

/** ln n! for whole n ≥ 0: added up below 256, Stirling's series above (there its error is below 1e-15). */
export function lnFactorial(n: number): number {
  const known = LN_FACTORIALS[n]
  if (known !== undefined) return known
  const x = n + 1
  const tail = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1_260 * x ** 5)
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + tail
}

/** The share of a normal distribution beyond ±x·√2: by the series near 0, by a continued fraction in the tail. */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x)
  if (x > 27) return 0
  return x < 2.5 ? 1 - erfSeries(x) : erfcFraction(x)
}

function erfSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

/** Evaluated from its far end; 80 steps are more than enough above 2.5. */
function erfcFraction(x: number): number {
  let below = x
  for (let n = 80; n >= 1; n--) below = x + n / 2 / below
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / below
}

/** The standard normal distribution function. */
export function normalBelow(z: number): number {
  return 0.5 * erfc(-z / Math.SQRT2)
}

/** The probability that chance alone gives |z| or more. */
export function twoSidedP(z: number): number {
  return erfc(Math.abs(z) / Math.SQRT2)
}

/** The z below which lies the share p; Newton on the distribution function from a rough start. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity
  if (p >= 1) return Infinity
  if (p > 0.5) return -normalQuantile(1 - p)
  const t = Math.sqrt(-2 * Math.log(p))
  let z = -(t - (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t))
  for (let turn = 0; turn < 8; turn++) {
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
    // Newton on ln Φ, which is nearly a parabola in the tail, so that it does not leap over it.
    const below = normalBelow(z)
    const step = (Math.log(below) - Math.log(p)) * (below / density)
    z -= step
    if (Math.abs(step) < 1e-14) break
  }
  return z
}

/** The probability that chance alone gives this χ² or more; whole degrees of freedom ≥ 1. */
export function chiSquareP(chiSquare: number, degrees: number): number {
  if (chiSquare <= 0) return 1
  const half = chiSquare / 2
  const isOdd = degrees % 2 === 1
  let sum = isOdd ? erfc(Math.sqrt(half)) : 0
  let term = isOdd ? Math.exp(-half) * Math.sqrt(half) * (2 / Math.sqrt(Math.PI)) : Math.exp(-half)
  for (let k = isOdd ? 1.5 : 1; k <= degrees / 2; k++) {
    sum += term
    term *= half / k
  }
  return Math.min(1, sum)
}
