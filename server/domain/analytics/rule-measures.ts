import { lnFactorial } from './special-functions.ts'

/** How many baskets have both sides, the left, the right, and how many there are. */
export interface RuleCounts {
  both: number
  left: number
  right: number
  total: number
}

export interface RuleMeasures {
  count: number
  leftCount: number
  rightCount: number
  support: number
  confidence: number
  lift: number
  leverage: number
  /** Infinite when the left side never comes without the right. */
  conviction: number
}

export function measureRule({ both, left, right, total }: RuleCounts): RuleMeasures {
  const confidence = both / left
  const rightSupport = right / total
  return {
    count: both,
    leftCount: left,
    rightCount: right,
    support: both / total,
    confidence,
    lift: (both * total) / (left * right),
    leverage: both / total - (left / total) * rightSupport,
    conviction: both === left ? Infinity : (1 - rightSupport) / (1 - confidence),
  }
}

/** χ² of the table of four, without correction. */
export function chiSquareOfRule({ both, left, right, total }: RuleCounts): number {
  const [leftOnly, rightOnly] = [left - both, right - both]
  const neither = total - left - right + both
  const across = both * neither - leftOnly * rightOnly
  const margins = left * right * (total - left) * (total - right)
  return margins === 0 ? 0 : (total * across * across) / margins
}

/** The probability that sides which have nothing to do with each other meet in this many baskets or more (Fisher). */
export function fisherP({ both, left, right, total }: RuleCounts): number {
  const most = Math.min(left, right)
  const least = Math.max(0, left + right - total)
  if (both <= least) return 1
  // From the more unlikely side, so that nothing is lost in 1 − p.
  const expected = (left * right) / total
  if (both <= expected) return Math.max(0, 1 - tail({ left, right, total }, both - 1, least))
  return Math.min(1, tail({ left, right, total }, both, most))
}

/** Adds up the chances of `from`, and on towards `to`, until they no longer count. */
function tail({ left, right, total }: Omit<RuleCounts, 'both'>, from: number, to: number): number {
  let chance = Math.exp(lnChance({ both: from, left, right, total }))
  let sum = chance
  const step = to >= from ? 1 : -1
  for (let both = from; both !== to && chance > sum * 1e-17; both += step) {
    chance *=
      step > 0
        ? ((left - both) * (right - both)) / ((both + 1) * (total - left - right + both + 1))
        : (both * (total - left - right + both)) / ((left - both + 1) * (right - both + 1))
    sum += chance
  }
  return sum
}

function lnChance({ both, left, right, total }: RuleCounts): number {
  return lnChoose(right, both) + lnChoose(total - right, left - both) - lnChoose(total, left)
}

function lnChoose(n: number, k: number): number {
  return lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k)
}

/** Benjamini and Hochberg: the p of each test, raised so that a limit on it holds the share of false finds. */
export function adjustByBenjaminiHochberg(ps: readonly number[]): number[] {
  const order = [...ps.keys()].sort((a, b) => (ps[b] ?? 0) - (ps[a] ?? 0))
  const adjusted = ps.map(() => 1)
  let least = 1
  order.forEach((place, fromTop) => {
    least = Math.min(least, ((ps[place] ?? 1) * ps.length) / (ps.length - fromTop))
    adjusted[place] = least
  })
  return adjusted
}
