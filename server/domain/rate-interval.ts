const Z_95 = 1.959964

/** A rate with its 95 % interval after Wilson, which keeps its promise also for few and for rates near 0 or 1. */
export function rateInterval(
  answers: number,
  count: number,
): { share: number; low: number; high: number } | null {
  if (count <= 0) return null
  const share = answers / count
  const z2 = Z_95 * Z_95
  const middle = (share + z2 / (2 * count)) / (1 + z2 / count)
  const reach =
    (Z_95 / (1 + z2 / count)) * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count))
  return { share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) }
}
