const PRECISION = 1e-16
/** Near z = 1 the series needs about 36 / (1 − z) terms; more than this never happens with days and weeks. */
const MAX_TERMS = 200_000
const RESCALE_ABOVE = 1e250
const LN_RESCALE = Math.log(RESCALE_ABOVE)
/** A little cancellation is cheaper than a huge sum; further below zero the terms would eat the digits. */
const LOWEST_PARAMETER = -5

/** ₂F₁(a, b; c; z) for 0 ≤ z < 1, term by term. */
export function hyp2f1(a: number, b: number, c: number, z: number): number {
  return Math.exp(lnScale(a, b, c, z)) * lastSum
}

/**
 * (1−z)^a · ₂F₁(a, b; c; z). By Euler's transformation it equals (1−z)^{c−b} · ₂F₁(c−a, c−b; c; z), whose terms stay
 * small where a and b are in the hundreds.
 */
export function dampedHyp2f1(a: number, b: number, c: number, z: number): number {
  const lnRest = Math.log1p(-z)
  if (Math.min(c - a, c - b) > LOWEST_PARAMETER) {
    const scale = lnScale(c - a, c - b, c, z)
    return Math.exp((c - b) * lnRest + scale) * lastSum
  }
  const scale = lnScale(a, b, c, z)
  return Math.exp(a * lnRest + scale) * lastSum
}

/** ln ₂F₁(1, b; c; z): every term is positive, and the ratio of two stays below z when b < c. */
export function lnHyp2f1(a: number, b: number, c: number, z: number): number {
  return lnScale(a, b, c, z) + Math.log(lastSum)
}

/** The sum of the series, apart from the scale that `lnScale` returns: kept here so that a million calls allocate nothing. */
let lastSum = 0

function lnScale(a: number, b: number, c: number, z: number): number {
  let scale = 0
  let sum = 1
  let term = 1
  for (let j = 0; j < MAX_TERMS; j++) {
    term *= (((a + j) * (b + j)) / ((c + j) * (1 + j))) * z
    sum += term
    if (Math.abs(term) <= PRECISION * Math.abs(sum) && j > -a && j > -b) break
    if (sum > RESCALE_ABOVE) {
      sum /= RESCALE_ABOVE
      term /= RESCALE_ABOVE
      scale += LN_RESCALE
    }
  }
  lastSum = sum
  return scale
}
