import type { Itemset } from './frequent-itemsets.ts'
import { measureRule, type RuleMeasures } from './rule-measures.ts'
import { runAtOnce, type Sliced } from './slices.ts'

/** Who has all of the left side tends to have the right side too. */
export interface AssociationRule extends RuleMeasures {
  left: string[]
  right: string
}

interface RuleInput {
  items: readonly string[]
  itemsets: readonly Itemset[]
  total: number
  minConfidence: number
}

const SETS_PER_SLICE = 2_000

export function findRules(input: RuleInput): AssociationRule[] {
  return runAtOnce(findRulesInSlices(input))
}

/** All rules with one item on the right that reach the confidence: lift descending, count descending, then names. */
export function* findRulesInSlices({
  items,
  itemsets,
  total,
  minConfidence,
}: RuleInput): Sliced<AssociationRule[]> {
  const counts = new Map<string, number>()
  for (const [at, set] of itemsets.entries()) {
    counts.set(keyOf(set.items), set.count)
    if (at % SETS_PER_SLICE === 0) yield
  }
  const found: Found[] = []
  for (const [at, set] of itemsets.entries()) {
    if (at % SETS_PER_SLICE === 0) yield
    if (set.items.length > 1) collectFound(set, { counts, total, minConfidence, found })
  }
  found.sort(byStrength)
  yield
  const rules: AssociationRule[] = []
  const nameOf = (item: number): string => items[item] ?? ''
  for (const { set, right, left, rightCount } of found) {
    if (rules.length % SETS_PER_SLICE === 0) yield
    rules.push({
      left: set.items.filter((item) => item !== right).map(nameOf),
      right: nameOf(right),
      ...measureRule({ both: set.count, left, right: rightCount, total }),
    })
  }
  return rules
}

/** A rule before it has names and measures: there may be a hundred thousand of them. */
interface Found {
  set: Itemset
  right: number
  left: number
  leftKey: string
  rightCount: number
  lift: number
}

function collectFound(
  set: Itemset,
  {
    counts,
    total,
    minConfidence,
    found,
  }: { counts: Map<string, number>; total: number; minConfidence: number; found: Found[] },
): void {
  const key = keyOf(set.items)
  for (const [place, right] of set.items.entries()) {
    const leftKey = key.slice(0, place) + key.slice(place + 1)
    const left = counts.get(leftKey) ?? 0
    if (set.count / left < minConfidence - 1e-12) continue
    const rightCount = counts.get(key.charAt(place)) ?? 0
    found.push({ set, right, left, leftKey, rightCount, lift: (set.count * total) / (left * rightCount) })
  }
}

function byStrength(a: Found, b: Found): number {
  return b.lift - a.lift || b.set.count - a.set.count || compareItems(a, b)
}

/** Items are numbered by name, so the order of their letters is the order of names: the left side, then the right. */
function compareItems(a: Found, b: Found): number {
  return a.leftKey < b.leftKey ? -1 : a.leftKey > b.leftKey ? 1 : a.right - b.right
}

/** One letter for each item. Mining refuses more items than there are letters. */
function keyOf(items: readonly number[]): string {
  return String.fromCharCode(...items)
}

/**
 * Without the rules that say nothing new: there is one with the same right side, part of the left side, and a
 * confidence at least as high.
 */
export function dropRedundant<T extends AssociationRule>(rules: readonly T[]): T[] {
  const byRight = new Map<string, Map<string, number>>()
  for (const rule of rules) {
    const known = byRight.get(rule.right) ?? new Map<string, number>()
    known.set(leftKey(rule.left), rule.confidence)
    byRight.set(rule.right, known)
  }
  return rules.filter((rule) => {
    const known = byRight.get(rule.right)
    return !properParts(rule.left).some(
      (part) => (known?.get(leftKey(part)) ?? -1) >= rule.confidence - 1e-12,
    )
  })
}

function leftKey(left: readonly string[]): string {
  return JSON.stringify(left)
}

/** All parts of a list but itself and the empty one. */
function properParts(left: readonly string[]): string[][] {
  const parts: string[][] = []
  for (let mask = 1; mask < 2 ** left.length - 1; mask++) parts.push(left.filter((_, at) => (mask >> at) & 1))
  return parts
}
