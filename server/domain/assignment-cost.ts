/** Somebody who takes over. */
export interface Taker {
  id: string
  /** What they would get if nothing but numbers counted. */
  share: number
  /** They can take so many in all, pins included. */
  capacity: number
  /** So many they must get before anybody gets more. */
  least: number
}

/** Who gets what nobody has room for: dearer than any way to make room. */
export const NOBODY: Taker = { id: '', share: 1, capacity: Infinity, least: 0 }
const NOBODY_COST = 1e11

/** Something to be given: a customer or a group. */
export interface Item {
  id: string
  /** Items of one class are balanced among themselves, too: a tier, or the important ones. */
  class: number
  /** By taker, what speaks for them; 0 where nothing does. */
  affinity: readonly number[]
  /** Index of the taker who gets it whatever it costs. */
  pinned?: number
}

export interface Balance {
  /** For each class, how much its balance counts beside the balance of the whole; 0: not at all. */
  classWeights: readonly number[]
}

/**
 * The price of an imbalance. With 100, an affinity of A is worth a load that is A/200 of the share above another's: who
 * knows the customer (40) may get a fifth more than somebody else.
 */
const LOAD_WEIGHT = 100
const SCALE = 1000
/** Above every sum of the rest, so that `least` is filled first. */
const LEAST_BONUS = 1e9

/** What the n-th item (from 1) of a taker adds: n²/share in all, so shares are met in proportion. */
export function loadCost(taker: Taker, n: number): number {
  if (taker === NOBODY) return NOBODY_COST
  if (n > taker.capacity) return Infinity
  const bonus = n <= taker.least ? LEAST_BONUS : 0
  return Math.round((SCALE * LOAD_WEIGHT * (2 * n - 1)) / Math.max(taker.share, 1)) - bonus
}

/** What the n-th item of one class adds. `part` is the class's part of all items. */
export function classCost(
  taker: Taker,
  n: number,
  { weight, part }: { weight: number; part: number },
): number {
  if (weight === 0 || taker === NOBODY) return 0
  return Math.round((SCALE * LOAD_WEIGHT * weight * (2 * n - 1)) / Math.max(taker.share * part, 1))
}

export function affinityCost(item: Item, taker: number): number {
  return -SCALE * (item.affinity[taker] ?? 0)
}

/** The part of each class in all items. */
export function classParts(items: readonly Item[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0)
  for (const item of items) counts[item.class] = (counts[item.class] ?? 0) + 1
  return counts.map((count) => count / Math.max(items.length, 1))
}

/** Of a whole assignment; `places` names a taker for each item, null for none. */
export function totalCost(
  { takers, items, balance }: { takers: readonly Taker[]; items: readonly Item[]; balance: Balance },
  places: readonly (number | null)[],
): number {
  const parts = classParts(items, balance.classWeights.length)
  const loads = takers.map(() => 0)
  const inClass = takers.map(() => parts.map(() => 0))
  let sum = 0
  for (const [n, item] of items.entries()) {
    const place = places[n] ?? null
    const taker = place === null ? undefined : takers[place]
    if (place === null || !taker) continue
    const load = (loads[place] = (loads[place] ?? 0) + 1)
    const row = inClass[place] ?? []
    const count = (row[item.class] = (row[item.class] ?? 0) + 1)
    const weight = balance.classWeights[item.class] ?? 0
    const isPinned = item.pinned === place
    sum += isPinned && load > taker.capacity ? 0 : loadCost(taker, load)
    sum += classCost(taker, count, { weight, part: parts[item.class] ?? 0 })
    sum += affinityCost(item, place)
  }
  return sum
}
