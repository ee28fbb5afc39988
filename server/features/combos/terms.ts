/** How combinations are mined. The floors are counts where a share would let chance in. */
export const MINING = {
  windowDays: 730,
  minConfidence: 0.1,
  minSupport: 0.0005,
  minCount: 10,
  maxLength: 4,
  /** Below these there is nothing to learn: said so instead of shown. */
  needs: { visitDays: 300, mixedDays: 100 },
  /** The most frequent names take part; free text of a cash desk has no end. */
  maxItems: 2_000,
} as const
