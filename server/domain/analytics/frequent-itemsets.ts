import { runAtOnce, type Sliced } from './slices.ts'

/** Baskets of items; equal baskets may be given once with a weight. */
export interface Baskets {
  /** Names of the items; baskets hold their places. */
  items: readonly string[]
  baskets: readonly Int32Array[]
  weights: Int32Array
  /** The sum of the weights. */
  total: number
}

export interface Itemset {
  /** Places in `items`, ascending. */
  items: number[]
  count: number
}

export interface MiningLimits {
  minSupport: number
  maxLength: number
  /** Mining stops with 'too-many' beyond this many sets: the floor is too low for these baskets. */
  maxItemsets?: number
}

export type Mined = { state: 'ok'; itemsets: Itemset[] } | { state: 'too-many'; limit: number }

const DEFAULT_MAX_ITEMSETS = 500_000

export interface BasketCollector {
  add(items: Iterable<string>, weight?: number): void
  done(): Baskets
}

/** Doubles inside a basket are dropped, equal baskets become one with a weight; items are numbered by name. */
export function collectingBaskets(): BasketCollector {
  const weightOf = new Map<string, number>()
  const names = new Set<string>()
  let total = 0
  return {
    add(items, weight = 1) {
      const distinct = [...new Set(items)].sort()
      total += weight
      if (distinct.length === 0) return
      for (const name of distinct) names.add(name)
      const key = JSON.stringify(distinct)
      weightOf.set(key, (weightOf.get(key) ?? 0) + weight)
    },
    done() {
      const items = [...names].sort()
      const placeOf = new Map(items.map((name, place) => [name, place]))
      const baskets = [...weightOf.keys()].map((key) =>
        Int32Array.from(JSON.parse(key) as string[], (name) => placeOf.get(name) ?? 0),
      )
      return { items, baskets, weights: Int32Array.from(weightOf.values()), total }
    },
  }
}

export function collectBaskets(lists: Iterable<{ items: Iterable<string>; weight?: number }>): Baskets {
  const collector = collectingBaskets()
  for (const { items, weight } of lists) collector.add(items, weight)
  return collector.done()
}

/** The smallest count that reaches a support; the small number keeps 0.001 · 1000 at 1. */
export function leastCount(minSupport: number, total: number): number {
  return Math.max(1, Math.ceil(minSupport * total - 1e-9))
}

export function mineItemsets(baskets: Baskets, limits: MiningLimits): Mined {
  return runAtOnce(mineItemsetsInSlices(baskets, limits))
}

/**
 * Eclat: depth first over item sets, each with the list of baskets that hold it. The lists of all extensions of a set
 * are filled in one walk over its baskets, so no candidate that does not occur is ever looked at.
 */
export function* mineItemsetsInSlices(baskets: Baskets, limits: MiningLimits): Sliced<Mined> {
  const least = leastCount(limits.minSupport, baskets.total)
  const limit = limits.maxItemsets ?? DEFAULT_MAX_ITEMSETS
  const search = createSearch(baskets, { least, limit, maxLength: limits.maxLength })
  for (const first of search.begin()) {
    yield
    search.descend(first)
    if (search.isFull()) return { state: 'too-many', limit }
  }
  return search.isFull() ? { state: 'too-many', limit } : { state: 'ok', itemsets: search.found }
}

interface Node {
  /** Ranks, ascending: rare items first. */
  ranks: readonly number[]
  /** The baskets that hold them all. */
  tids: Int32Array
}

function createSearch(
  baskets: Baskets,
  { least, limit, maxLength }: { least: number; limit: number; maxLength: number },
) {
  const { rows, itemAtRank } = rankRows(baskets, least)
  const { weights } = baskets
  const counts = new Float64Array(itemAtRank.length)
  const lengths = new Int32Array(itemAtRank.length)
  const lists: (Int32Array | null)[] = itemAtRank.map(() => null)
  const found: Itemset[] = []

  /** How often each item that follows the last one comes with them all; gives the ranks that occur. */
  function count({ tids }: Node, lastRank: number): number[] {
    const touched: number[] = []
    for (const tid of tids) {
      const row = rows[tid] ?? EMPTY
      const weight = weights[tid] ?? 0
      for (let at = row.length - 1; at >= 0; at--) {
        const rank = row[at] ?? 0
        if (rank <= lastRank) break
        if (lengths[rank] === 0) touched.push(rank)
        lengths[rank] = (lengths[rank] ?? 0) + 1
        counts[rank] = (counts[rank] ?? 0) + weight
      }
    }
    return touched
  }

  function extensions(node: Node): Node[] {
    const lastRank = node.ranks.at(-1) ?? -1
    const touched = count(node, lastRank)
    const isLast = node.ranks.length + 1 >= maxLength
    const next: Node[] = []
    for (const rank of touched) {
      const seen = counts[rank] ?? 0
      if (seen >= least) {
        const ranks = [...node.ranks, rank]
        found.push({ items: ranks.map((one) => itemAtRank[one] ?? 0).sort(ascending), count: seen })
        const tids = new Int32Array(isLast ? 0 : (lengths[rank] ?? 0))
        lists[rank] = tids
        next.push({ ranks, tids })
      }
      counts[rank] = 0
      lengths[rank] = 0
    }
    if (!isLast && next.length > 1) fill(node.tids, lastRank)
    for (const rank of touched) {
      lists[rank] = null
      lengths[rank] = 0
    }
    return isLast || next.length < 2 ? [] : next
  }

  function fill(tids: Int32Array, lastRank: number): void {
    for (const tid of tids) {
      const row = rows[tid] ?? EMPTY
      for (let at = row.length - 1; at >= 0; at--) {
        const rank = row[at] ?? 0
        if (rank <= lastRank) break
        const list = lists[rank]
        if (!list) continue
        const used = lengths[rank] ?? 0
        list[used] = tid
        lengths[rank] = used + 1
      }
    }
  }

  function descend(node: Node): void {
    for (const next of extensions(node)) if (found.length <= limit) descend(next)
  }

  return {
    found,
    isFull: () => found.length > limit,
    begin: () => extensions({ ranks: [], tids: Int32Array.from(rows.keys()) }),
    descend,
  }
}

const EMPTY = new Int32Array()

function ascending(a: number, b: number): number {
  return a - b
}

/** Rare items first: their lists are short, and everything below them is searched in those short lists alone. */
function rankRows(
  { items, baskets, weights }: Baskets,
  least: number,
): { rows: Int32Array[]; itemAtRank: number[] } {
  const counts = new Float64Array(items.length)
  baskets.forEach((basket, tid) => {
    for (const item of basket) counts[item] = (counts[item] ?? 0) + (weights[tid] ?? 0)
  })
  const itemAtRank = [...items.keys()]
    .filter((item) => (counts[item] ?? 0) >= least)
    .sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0) || a - b)
  const rankOf = new Int32Array(items.length).fill(-1)
  itemAtRank.forEach((item, rank) => {
    rankOf[item] = rank
  })
  const rows = baskets.map((basket) =>
    basket
      .map((item) => rankOf[item] ?? -1)
      .filter((rank) => rank >= 0)
      .sort(),
  )
  return { rows, itemAtRank }
}
