import type { LocalDate } from '../time.ts'

/** Somebody came with a car, or is said to have it, on a day. */
export interface Appearance {
  customerId: string
  on: LocalDate
}

export interface OwnerSpan {
  customerId: string
  fromOn: LocalDate
  /** null: still. */
  toOn: LocalDate | null
}

/**
 * Who had a car from when to when, from who came with it. A car went over on the day somebody else came and the one
 * before never came again; people who come by turns share it. The order of the rows does not matter.
 */
export function ownerSpans(appearances: readonly Appearance[]): OwnerSpan[] {
  const seen = new Map<string, { first: LocalDate; last: LocalDate }>()
  for (const { customerId, on } of appearances) {
    const known = seen.get(customerId)
    seen.set(customerId, {
      first: known === undefined || on < known.first ? on : known.first,
      last: known === undefined || on > known.last ? on : known.last,
    })
  }
  return [...seen]
    .map(([customerId, { first, last }]): OwnerSpan => {
      const later = [...seen.values()].map((other) => other.first).filter((day) => day > last)
      return { customerId, fromOn: first, toOn: later.sort()[0] ?? null }
    })
    .sort((a, b) => compare(a.fromOn, b.fromOn) || compare(a.customerId, b.customerId))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
