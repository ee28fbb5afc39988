import { expect, it } from 'vitest'
import { assign } from '../../server/domain/assignment.ts'
import { totalCost, type Item, type Taker } from '../../server/domain/assignment-cost.ts'

const taker = (id: string, rest: Partial<Taker> = {}): Taker => ({
  id,
  share: 10,
  capacity: 1000,
  least: 0,
  ...rest,
})

/** Small and repeatable. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0
    return state % below
  }
}

/** Every way to give the items away, as many as can be placed. */
function cheapest(input: Parameters<typeof assign>[0]): { cost: number; placed: number } {
  let best = { cost: Infinity, placed: -1 }
  const places: (number | null)[] = []
  const walk = (n: number): void => {
    const item = input.items[n]
    if (!item) {
      const placed = places.filter((place) => place !== null).length
      const cost = totalCost(input, places)
      if (cost === Infinity) return
      if (placed > best.placed || (placed === best.placed && cost < best.cost)) best = { cost, placed }
      return
    }
    for (const place of item.pinned === undefined ? [null, ...input.takers.keys()] : [item.pinned]) {
      places[n] = place
      walk(n + 1)
    }
  }
  walk(0)
  return best
}

it('finds the cheapest of all ways, and places as many as there is room for', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const draw = chance(seed)
    const takers = Array.from({ length: 1 + draw(3) }, (_, j) =>
      taker(`t${j}`, { share: 1 + draw(4), capacity: draw(5), least: draw(2) }),
    ).map((one) => ({ ...one, least: Math.min(one.least, one.capacity) }))
    const classes = 1 + draw(3)
    const items = Array.from({ length: 1 + draw(6) }, (_, n): Item => ({
      id: `c${n}`,
      class: draw(classes),
      affinity: takers.map(() => [0, 0, 10, 20, 40][draw(5)] ?? 0),
    }))
    const balance = { classWeights: Array.from({ length: classes }, () => draw(3)) }
    const input = { takers, items, balance }
    const places = assign(input)
    const found = {
      cost: totalCost(input, places),
      placed: places.filter((place) => place !== null).length,
    }
    expect(found, `seed ${seed}`).toEqual(cheapest(input))
  }
})

it('gives equal shares, class by class, and keeps a customer with who knows them', () => {
  const takers = [taker('a', { share: 20 }), taker('b', { share: 20 }), taker('c', { share: 20 })]
  const items = Array.from({ length: 60 }, (_, n): Item => ({
    id: `c${n}`,
    class: n % 2,
    affinity: n === 7 ? [0, 0, 40] : [0, 0, 0],
  }))
  const places = assign({ takers, items, balance: { classWeights: [1, 1] } })
  for (const j of takers.keys()) {
    expect(places.filter((place) => place === j)).toHaveLength(20)
    expect(items.filter((item, n) => item.class === 0 && places[n] === j)).toHaveLength(10)
  }
  expect(places[7]).toBe(2)
})

it('meets wanted numbers first, respects room, and leaves pins where they are', () => {
  const takers = [taker('a', { share: 3, least: 3, capacity: 3 }), taker('b', { share: 4, capacity: 4 })]
  const items = Array.from({ length: 9 }, (_, n): Item => ({
    id: `c${n}`,
    class: 0,
    affinity: [0, 40],
    ...(n === 0 ? { pinned: 0 } : {}),
  }))
  const places = assign({ takers, items, balance: { classWeights: [0] } })
  expect(places[0]).toBe(0)
  expect(places.filter((place) => place === 0)).toHaveLength(3)
  expect(places.filter((place) => place === 1)).toHaveLength(4)
  expect(places.filter((place) => place === null)).toHaveLength(2)
})
