import { daysBetween, type LocalDate } from './time.ts'

/** A rule that may be recommended by. */
export interface OfferRule {
  id: string
  left: readonly string[]
  right: string
  confidence: number
  lift: number
}

export interface Offer {
  item: string
  ruleId: string
  confidence: number
  lift: number
}

export const OFFER_TERMS = {
  /** What somebody bought longer ago says little about what they may want now. */
  leftWithinDays: 730,
  maxOffers: 5,
  /** So many customers must have bought an item again, and so large a share of its buyers, before we call it renewable. */
  minRepeats: 10,
  minRepeatShare: 0.05,
} as const

/**
 * What goes with what a customer has. Never what they have: an item is offered again only after the time in which
 * customers buy it again, and one that nobody buys twice never.
 */
export function chooseOffers(
  rules: readonly OfferRule[],
  customer: { lastBoughtOn: ReadonlyMap<string, LocalDate>; renewalDays: ReadonlyMap<string, number | null> },
  today: LocalDate,
): Offer[] {
  const { lastBoughtOn, renewalDays } = customer
  const isRecent = (item: string): boolean => {
    const on = lastBoughtOn.get(item)
    return on !== undefined && daysBetween(on, today) < OFFER_TERMS.leftWithinDays
  }
  const isHad = (item: string): boolean => {
    const on = lastBoughtOn.get(item)
    if (on === undefined) return false
    const days = renewalDays.get(item) ?? null
    return days === null || daysBetween(on, today) < days
  }
  const best = new Map<string, Offer>()
  for (const { id, left, right, confidence, lift } of rules) {
    if (isHad(right) || !left.every(isRecent)) continue
    const offer = { item: right, ruleId: id, confidence, lift }
    const known = best.get(right)
    if (!known || byStrength(offer, known) < 0) best.set(right, offer)
  }
  return [...best.values()].sort(byStrength).slice(0, OFFER_TERMS.maxOffers)
}

function byStrength(a: Offer, b: Offer): number {
  return (
    b.confidence - a.confidence ||
    b.lift - a.lift ||
    (a.item < b.item ? -1 : a.item > b.item ? 1 : a.ruleId < b.ruleId ? -1 : 1)
  )
}

/** After how many days customers buy an item again: the median of their gaps; null when too few ever do. */
export function learnRenewal(gaps: ReadonlyMap<number, number>, visitDays: number): number | null {
  let repeats = 0
  for (const count of gaps.values()) repeats += count
  if (repeats < OFFER_TERMS.minRepeats || repeats < OFFER_TERMS.minRepeatShare * visitDays) return null
  let left = repeats / 2
  for (const [gap, count] of [...gaps].sort(([a], [b]) => a - b)) {
    left -= count
    if (left <= 0) return gap
  }
  return null
}
