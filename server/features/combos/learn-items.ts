import { learnRenewal } from '../../domain/choose-offers.ts'
import { daysBetween } from '../../domain/time.ts'
import type { Purchases } from './read-purchases.ts'

export interface LearnedItem {
  item: string
  visitDays: number
  repeats: number
  renewalDays: number | null
}

/** Counts how often each name occurs without ever holding more than twice the wanted names in mind. */
export function countingItems(maxItems: number): {
  add(purchases: readonly Purchases[]): void
  most(): Set<string>
} {
  const counts = new Map<string, number>()
  return {
    add(purchases) {
      for (const { days } of purchases)
        for (const { items } of days) for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
      // The rarest half goes: what is rare in every page would never reach the floor of a rule.
      if (counts.size > maxItems * 20) forgetRare(counts, maxItems * 10)
    },
    most() {
      forgetRare(counts, maxItems)
      return new Set(counts.keys())
    },
  }
}

function forgetRare(counts: Map<string, number>, keep: number): void {
  if (counts.size <= keep) return
  const rare = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)).slice(keep)
  for (const [item] of rare) counts.delete(item)
}

/** Learns after how many days customers buy each item again. */
export function learningItems(): {
  add(purchases: Purchases, known: ReadonlySet<string>): void
  done(): LearnedItem[]
} {
  const visitDays = new Map<string, number>()
  const gapsOf = new Map<string, Map<number, number>>()
  return {
    add({ days }, known) {
      const lastOn = new Map<string, string>()
      for (const { on, items } of days)
        for (const item of items) {
          if (!known.has(item)) continue
          visitDays.set(item, (visitDays.get(item) ?? 0) + 1)
          const before = lastOn.get(item)
          lastOn.set(item, on)
          if (before === undefined) continue
          const gaps = gapsOf.get(item) ?? new Map<number, number>()
          const gap = daysBetween(before, on)
          gapsOf.set(item, gaps.set(gap, (gaps.get(gap) ?? 0) + 1))
        }
    },
    done: () =>
      [...visitDays].map(([item, count]) => {
        const gaps = gapsOf.get(item) ?? new Map<number, number>()
        let repeats = 0
        for (const times of gaps.values()) repeats += times
        return { item, visitDays: count, repeats, renewalDays: learnRenewal(gaps, count) }
      }),
  }
}
