import { affinityCost, NOBODY } from './assignment-cost.ts'
import { createGraph, type Graph, type GraphInput } from './assignment-graph.ts'

/** Items between two pauses of a long assignment. */
const STEP = 100
const START = -1

/**
 * The cheapest assignment of items to takers among those that place as many as the capacities allow. Costs of loads are
 * convex, so it is a minimum-cost flow: each item in turn goes the cheapest way, which may push others on (successive
 * shortest paths). The graph holds takers and classes instead of items, so a way is found without looking at every
 * item. Answers a taker's index for each item, null where nobody has room.
 */
export function assign(input: GraphInput): (number | null)[] {
  const steps = assignInSteps(input)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** The same with pauses, for thousands of items beside other work. */
export function* assignInSteps(input: GraphInput): Generator<undefined, (number | null)[]> {
  const { items } = input
  const graph = createGraph({ ...input, takers: [...input.takers, NOBODY] })
  for (const [n, item] of items.entries()) if (item.pinned !== undefined) graph.place(n, item.pinned)
  const nodes = graph.takerCount * (graph.classCount + 1)
  const way: Way = {
    dist: new Float64Array(nodes),
    from: new Int32Array(nodes),
    moved: new Int32Array(nodes),
  }
  let n = 0
  for (const [index, item] of items.entries()) {
    if (item.pinned !== undefined) continue
    const costs = Array.from({ length: graph.takerCount }, (_, taker) => affinityCost(item, taker))
    insert(graph, way, { index, class: item.class, costs })
    n += 1
    if (n % STEP === 0) yield
  }
  return graph.places.map((place) => (place === input.takers.length ? null : place))
}

/** Shortest ways: how far each node is, from where it is reached and which item moves on that edge (-1: none). */
interface Way {
  dist: Float64Array
  from: Int32Array
  moved: Int32Array
}

function insert(
  graph: Graph,
  way: Way,
  item: { index: number; class: number; costs: readonly number[] },
): void {
  way.dist.fill(Infinity)
  for (const [taker, cost] of item.costs.entries()) {
    const node = graph.takerCount * (1 + item.class) + taker
    way.dist[node] = cost
    way.from[node] = START
    way.moved[node] = item.index
  }
  // Bellman–Ford, for taking a load off has a negative cost; three or four rounds are usual.
  while (relax(graph, way));
  let end = -1
  let best = Infinity
  for (let taker = 0; taker < graph.takerCount; taker += 1) {
    const cost = (way.dist[taker] ?? Infinity) + graph.nextLoad(taker)
    if (cost < best) [end, best] = [taker, cost]
  }
  if (end >= 0) follow(graph, way, end)
}

function relax(graph: Graph, way: Way): boolean {
  const { takerCount, classCount } = graph
  let changed = false
  for (let c = 0; c < classCount; c += 1)
    for (let taker = 0; taker < takerCount; taker += 1) {
      const node = takerCount * (1 + c) + taker
      // Into the taker's whole load, and out of it with an item of another class.
      changed = improve(way, node, taker, graph.nextInClass(taker, c)) || changed
      changed = improve(way, taker, node, -graph.lastInClass(taker, c)) || changed
      changed = relaxMoves(graph, way, { c, from: taker }) || changed
    }
  return changed
}

function relaxMoves(graph: Graph, way: Way, { c, from }: { c: number; from: number }): boolean {
  const base = graph.takerCount * (1 + c)
  const reached = way.dist[base + from] ?? Infinity
  if (reached === Infinity) return false
  const costs = graph.moveCost(c, from)
  let changed = false
  for (let to = 0; to < costs.length; to += 1) {
    const total = reached + (costs[to] ?? Infinity)
    if (!(total < (way.dist[base + to] ?? Infinity))) continue
    way.dist[base + to] = total
    way.from[base + to] = base + from
    way.moved[base + to] = graph.moveItem(c, from, to)
    changed = true
  }
  return changed
}

function improve(way: Way, from: number, to: number, cost: number): boolean {
  const total = (way.dist[from] ?? Infinity) + cost
  if (!(total < (way.dist[to] ?? Infinity))) return false
  way.dist[to] = total
  way.from[to] = from
  way.moved[to] = -1
  return true
}

/** Walks the way back and moves what lies on it. */
function follow(graph: Graph, way: Way, end: number): void {
  const steps: { item: number; taker: number }[] = []
  for (let node = end; node !== START; node = way.from[node] ?? START) {
    const item = way.moved[node] ?? -1
    if (node >= graph.takerCount && item >= 0) steps.push({ item, taker: node % graph.takerCount })
  }
  for (const step of steps) graph.unplace(step.item)
  for (const step of steps) graph.place(step.item, step.taker)
}
