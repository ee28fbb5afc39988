/** RFM tier: 4·(recency high) + 2·(frequency high) + (money high). */
export type TierCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7

export const TIER_CODES: readonly TierCode[] = [7, 5, 3, 1, 6, 4, 2, 0]

/** What the trade calls each tier; a customer without a visit in the window has none. */
export const TIER_NAMES: Record<TierCode, string> = {
  7: '重要价值',
  5: '重要发展',
  3: '重要保持',
  1: '重要挽留',
  6: '一般价值',
  4: '一般发展',
  2: '一般保持',
  0: '一般挽留',
}

export function tierCode(high: { recency: boolean; frequency: boolean; monetary: boolean }): TierCode {
  const code = (high.recency ? 4 : 0) + (high.frequency ? 2 : 0) + (high.monetary ? 1 : 0)
  return toTierCode(code) ?? 0
}

export function toTierCode(code: number): TierCode | null {
  return TIER_CODES.find((known) => known === code) ?? null
}
