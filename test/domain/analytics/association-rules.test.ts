import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dropRedundant,
  findRules,
  type AssociationRule,
} from '../../../server/domain/analytics/association-rules.ts'
import { judgeRules } from '../../../server/domain/analytics/combinations.ts'
import {
  collectBaskets,
  leastCount,
  mineItemsets,
  type Itemset,
} from '../../../server/domain/analytics/frequent-itemsets.ts'
import {
  adjustByBenjaminiHochberg,
  chiSquareOfRule,
  fisherP,
  measureRule,
} from '../../../server/domain/analytics/rule-measures.ts'

const baskets = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 5 }), {
  minLength: 1,
  maxLength: 40,
})

function mine(
  lists: readonly (readonly string[])[],
  minSupport: number,
): { itemsets: Itemset[]; items: readonly string[]; total: number } {
  const collected = collectBaskets(lists.map((items) => ({ items })))
  const mined = mineItemsets(collected, { minSupport, maxLength: 10 })
  return {
    itemsets: mined.state === 'ok' ? mined.itemsets : [],
    items: collected.items,
    total: collected.total,
  }
}

describe('frequent item sets', () => {
  it('are those that counting every set by hand finds, with the same counts', () => {
    fc.assert(
      fc.property(baskets, fc.constantFrom(0.05, 0.2, 0.5), (lists, minSupport) => {
        const { itemsets, items, total } = mine(lists, minSupport)
        const byHand = new Map<string, number>()
        for (const list of lists) {
          const names = [...new Set(list)].sort()
          for (let mask = 1; mask < 2 ** names.length; mask++) {
            const key = names.filter((_, at) => (mask >> at) & 1).join()
            byHand.set(key, (byHand.get(key) ?? 0) + 1)
          }
        }
        const frequent = [...byHand].filter(([, count]) => count >= leastCount(minSupport, total)).sort()
        expect(itemsets.map((set) => [set.items.map((at) => items[at]).join(), set.count]).sort()).toEqual(
          frequent,
        )
      }),
    )
  })

  it('do not depend on the order of baskets, nor on giving equal baskets as a weight', () => {
    fc.assert(
      fc.property(baskets, (lists) => {
        const twice = collectBaskets([...lists, ...lists].map((items) => ({ items })))
        const weighted = collectBaskets([...lists].reverse().map((items) => ({ items, weight: 2 })))
        const sets = (from: typeof twice): unknown[] => {
          const mined = mineItemsets(from, { minSupport: 0.1, maxLength: 10 })
          return mined.state === 'ok' ? mined.itemsets.map((set) => JSON.stringify(set)).sort() : []
        }
        expect(sets(twice)).toEqual(sets(weighted))
      }),
    )
  })

  it('stop when the floor lets too many through', () => {
    const collected = collectBaskets([{ items: 'abcdefghijkl' }])
    expect(mineItemsets(collected, { minSupport: 0.1, maxLength: 12, maxItemsets: 100 })).toEqual({
      state: 'too-many',
      limit: 100,
    })
  })

  it('count 0.001 of 1000 baskets as one', () => {
    expect(leastCount(0.001, 1000)).toBe(1)
    expect(leastCount(0.001, 9835)).toBe(10)
  })
})

describe('rules', () => {
  it('have one item on the right, and measures that fit their counts', () => {
    fc.assert(
      fc.property(baskets, (lists) => {
        const mined = mine(lists, 0.05)
        const rules = findRules({ ...mined, minConfidence: 0.3 })
        const has = (list: readonly string[], items: readonly string[]): boolean =>
          items.every((item) => list.some((one) => one === item))
        for (const rule of rules) {
          const left = lists.filter((list) => has(list, rule.left)).length
          const right = lists.filter((list) => has(list, [rule.right])).length
          const both = lists.filter((list) => has(list, [...rule.left, rule.right])).length
          expect(rule).toMatchObject({ count: both, leftCount: left, rightCount: right })
          expect(rule.confidence).toBeCloseTo(both / left, 12)
          expect(rule.confidence).toBeGreaterThanOrEqual(0.3 - 1e-12)
          expect(rule.lift).toBeCloseTo((both / left) * (lists.length / right), 9)
        }
        for (const [at, rule] of rules.entries()) {
          const next = rules[at + 1]
          if (next)
            expect(next.lift < rule.lift || (next.lift === rule.lift && next.count <= rule.count)).toBe(true)
        }
      }),
    )
  })

  it('have no conviction that could be counted when the left never comes without the right', () => {
    expect(measureRule({ both: 4, left: 4, right: 10, total: 100 }).conviction).toBe(Infinity)
  })

  it('go when a shorter one with the same right side is as sure', () => {
    const rule = (left: string[], confidence: number): AssociationRule => ({
      left,
      right: 'z',
      ...measureRule({ both: confidence * 100, left: 100, right: 200, total: 1_000 }),
    })
    const kept = dropRedundant([
      rule(['a'], 0.5),
      rule(['a', 'b'], 0.5),
      rule(['a', 'c'], 0.6),
      rule(['b', 'c'], 0.4),
    ])
    expect(kept.map((one) => one.left.join(''))).toEqual(['a', 'ac', 'bc'])
  })

  it('are recommended only when chance does not explain them, and ten customers or more have both', () => {
    const list = (count: number, ...items: string[]): string[][] => Array.from({ length: count }, () => items)
    const lists = [
      ...list(30, 'wax', 'film'),
      ...list(30, 'wax'),
      ...list(20, 'film'),
      ...list(200, 'oil'),
      ...list(9, 'tyre', 'rim'),
      ...list(40, 'oil', 'wash'),
    ]
    const { items, itemsets, total } = mine(lists, 0.01)
    const names = judgeRules(findRules({ items, itemsets, total, minConfidence: 0.1 }), total).map(
      (rule) => `${rule.left.join('+')}>${rule.right}`,
    )
    expect(names).toContain('wax>film')
    expect(names).not.toContain('tyre>rim')
    for (const rule of judgeRules(findRules({ items, itemsets, total, minConfidence: 0.1 }), total))
      expect(rule.p).toBeLessThan(0.05)
  })
})

describe('chance', () => {
  const counts = fc
    .record({ total: fc.integer({ min: 2, max: 60 }), left: fc.nat(60), right: fc.nat(60), both: fc.nat(60) })
    .filter(
      ({ total, left, right, both }) =>
        left <= total && right <= total && both <= Math.min(left, right) && both >= left + right - total,
    )

  it('by Fisher adds up the hypergeometric tail', () => {
    const choose = (n: number, k: number): number => {
      let result = 1
      for (let at = 0; at < k; at++) result = (result * (n - at)) / (at + 1)
      return result
    }
    fc.assert(
      fc.property(counts, ({ total, left, right, both }) => {
        let sum = 0
        for (let k = both; k <= Math.min(left, right); k++)
          if (left - k <= total - right)
            sum += (choose(right, k) * choose(total - right, left - k)) / choose(total, left)
        expect(fisherP({ both, left, right, total })).toBeCloseTo(Math.min(1, sum), 9)
      }),
    )
  })

  it('is 1 where nothing less could happen, and tiny numbers keep their digits', () => {
    expect(fisherP({ both: 0, left: 5, right: 5, total: 100 })).toBe(1)
    expect(fisherP({ both: 69, left: 160, right: 1_072, total: 9_835 }) / 6.17e-26).toBeCloseTo(1, 3)
    expect(chiSquareOfRule({ both: 69, left: 160, right: 1_072, total: 9_835 })).toBeCloseTo(173.914, 3)
  })

  it('corrected for many looks never falls below what it was, and keeps the order', () => {
    expect(adjustByBenjaminiHochberg([0.01, 0.04, 0.03, 0.005])).toEqual([0.02, 0.04, 0.04, 0.02])
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (ps) => {
        const adjusted = adjustByBenjaminiHochberg(ps)
        ps.forEach((p, at) => {
          expect(adjusted[at]).toBeGreaterThanOrEqual(p * (1 - 1e-12))
          expect(adjusted[at]).toBeLessThanOrEqual(1)
          ps.forEach((other, elsewhere) => {
            if (p <= other) expect(adjusted[at] ?? 0).toBeLessThanOrEqual(adjusted[elsewhere] ?? 0)
          })
        })
      }),
    )
  })
})
