import {
  affinityCost,
  classCost,
  classParts,
  loadCost,
  type Balance,
  type Item,
  type Taker,
} from './assignment-cost.ts'
import { createMinHeap, type MinHeap } from './min-heap.ts'

/**
 * Who has what, and what it costs to push one item of a class from one taker to another. Nodes: taker j is j, taker j's
 * part of class c is takers + c * takers + j.
 */
export interface Graph {
  places: (number | null)[]
  takerCount: number
  classCount: number
  /** What one more item adds to a taker's load, and what the last one added to its class; Infinity: no room, none. */
  nextLoad(taker: number): number
  nextInClass(taker: number, c: number): number
  lastInClass(taker: number, c: number): number
  /** Cheapest item of the class to push on: its cost and the item, Infinity when there is none. */
  moveCost(c: number, from: number): Float64Array
  moveItem(c: number, from: number, to: number): number
  place(item: number, taker: number): void
  unplace(item: number): void
}

export interface GraphInput {
  takers: readonly Taker[]
  items: readonly Item[]
  balance: Balance
}

interface Row {
  heaps: MinHeap<number>[]
  costs: Float64Array
  items: Int32Array
  isStale: boolean
}

export function createGraph({ takers, items, balance }: GraphInput): Graph {
  const takerCount = takers.length
  const classCount = balance.classWeights.length
  const parts = classParts(items, classCount)
  const places: (number | null)[] = items.map(() => null)
  const loads = takers.map(() => 0)
  const inClass = new Int32Array(takerCount * classCount)
  const rows = Array.from({ length: takerCount * classCount }, (): Row => ({
    heaps: takers.map(() => createMinHeap<number>()),
    costs: new Float64Array(takerCount).fill(Infinity),
    items: new Int32Array(takerCount).fill(-1),
    isStale: false,
  }))

  const at = (taker: number, c: number): number => c * takerCount + taker

  /** The tops of the heaps, without items that have gone elsewhere. */
  function fresh(c: number, from: number): Row | undefined {
    const row = rows[at(from, c)]
    if (!row?.isStale) return row
    row.isStale = false
    for (const [to, heap] of row.heaps.entries()) {
      let top = heap.peek()
      for (; top && places[top.value] !== from; top = heap.peek()) heap.pop()
      row.costs[to] = top?.key ?? Infinity
      row.items[to] = top?.value ?? -1
    }
    return row
  }

  const costOf = (taker: number, c: number, n: number): number => {
    const one = takers[taker]
    return one ? classCost(one, n, { weight: balance.classWeights[c] ?? 0, part: parts[c] ?? 0 }) : Infinity
  }

  function count(item: number, taker: number, by: 1 | -1): void {
    const c = items[item]?.class ?? 0
    loads[taker] = (loads[taker] ?? 0) + by
    inClass[at(taker, c)] = (inClass[at(taker, c)] ?? 0) + by
    const row = rows[at(taker, c)]
    if (row) row.isStale = true
  }

  return {
    places,
    takerCount,
    classCount,
    nextLoad(taker) {
      const one = takers[taker]
      return one ? loadCost(one, (loads[taker] ?? 0) + 1) : Infinity
    },
    nextInClass: (taker, c) => costOf(taker, c, (inClass[at(taker, c)] ?? 0) + 1),
    lastInClass(taker, c) {
      const n = inClass[at(taker, c)] ?? 0
      return n === 0 ? -Infinity : costOf(taker, c, n)
    },
    moveCost: (c, from) => fresh(c, from)?.costs ?? new Float64Array(),
    moveItem: (c, from, to) => fresh(c, from)?.items[to] ?? -1,
    place(item, taker) {
      const one = items[item]
      if (!one) return
      places[item] = taker
      count(item, taker, 1)
      if (one.pinned !== undefined) return
      const own = affinityCost(one, taker)
      const heaps = rows[at(taker, one.class)]?.heaps ?? []
      for (const [to, heap] of heaps.entries()) if (to !== taker) heap.push(affinityCost(one, to) - own, item)
    },
    unplace(item) {
      const taker = places[item] ?? null
      if (taker === null) return
      places[item] = null
      count(item, taker, -1)
    },
  }
}
