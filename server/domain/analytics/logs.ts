/** ln(e^u + e^v) without leaving the range of doubles. */
export function lnSum(u: number, v: number): number {
  if (u === -Infinity) return v
  return u > v ? u + Math.log1p(Math.exp(v - u)) : v + Math.log1p(Math.exp(u - v))
}

/** ln(e^u − e^v) for u ≥ v; −∞ when they are equal. */
export function lnDifference(u: number, v: number): number {
  return v >= u ? -Infinity : u + Math.log(-Math.expm1(v - u))
}

/** A formula divided by (x − 1) has a removable gap there: step beside it. */
export function besideOne(x: number): number {
  return Math.abs(x - 1) < 1e-6 ? 1 + 1e-6 : x
}

const ROUNDING = 1e-9

/** Clamps what rounding may have pushed out of [0, 1]; anything further out is a fault and is not hidden. */
export function asProbability(value: number): number {
  if (value < -ROUNDING || value > 1 + ROUNDING || Number.isNaN(value))
    throw new RangeError(`not a probability: ${value}`)
  return Math.min(1, Math.max(0, value))
}
