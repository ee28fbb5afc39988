/** Interleaved rounds A B A B …: the median of the per-round ratios, with its spread. Noise moves both alike. */
export async function ratioOf(
  product: () => Promise<number>,
  baseline: () => Promise<number>,
  rounds = 5,
): Promise<{ ratio: number; spread: [number, number]; product: number; baseline: number }> {
  const pairs: { product: number; baseline: number }[] = []
  for (let round = 0; round < rounds; round += 1)
    pairs.push({ baseline: await baseline(), product: await product() })
  const ratios = pairs.map((pair) => pair.product / pair.baseline).sort((a, b) => a - b)
  return {
    ratio: round3(median(ratios)),
    spread: [round3(ratios[0] ?? NaN), round3(ratios.at(-1) ?? NaN)],
    product: round3(median(pairs.map((pair) => pair.product))),
    baseline: round3(median(pairs.map((pair) => pair.baseline))),
  }
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export function round3(value: number): number {
  return Math.round(value * 1000) / 1000
}
