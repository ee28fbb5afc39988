import { daysBetween, type LocalDate } from '../time.ts'

/** What was bought on one visit-day; cars are not in it. */
export interface Basket {
  on: LocalDate
  items: readonly string[]
}

/** On which share of visit-days customers buy an item, and after how many days again; null: who has it keeps it. */
export interface ItemHabit {
  share: number
  renewalDays: number | null
}

export interface NextItem {
  item: string
  /** Chance that the next visit is about it. */
  confidence: number
  /** On so many of so many visit-days the customer bought it. */
  own: number
  of: number
  lastOn: LocalDate
}

/** Fewer visit-days with something bought are no habit. */
export const MIN_BASKETS = 2
/** Below this nothing is named: a guess is no forecast. */
const MIN_CONFIDENCE = 0.25
/** A customer's own share is drawn towards everybody's as by two visit-days, like the gaps between visits. */
const STRENGTH = 2
/** Sooner than half the usual time nobody needs it again. */
const RENEWED_SHARE = 0.5

/** Naming items has been right at least as often as always naming what is bought most. null: not tried yet. */
export function isWorthNaming(tried: { hitShare: number; commonestShare: number } | null): boolean {
  return tried === null || tried.hitShare >= tried.commonestShare
}

/**
 * What a customer is most likely to buy on the next visit-day: something they have bought before, as often as they
 * do, and not before it is used up. What goes well with it is for the rules of combinations. null: too little is known.
 */
export function nextItem(
  baskets: readonly Basket[],
  { habits, nextOn }: { habits: ReadonlyMap<string, ItemHabit>; nextOn: LocalDate },
): NextItem | null {
  if (baskets.length < MIN_BASKETS) return null
  const found: NextItem[] = []
  for (const [item, days] of daysOf(baskets)) {
    const habit = habits.get(item)
    const lastOn = days.at(-1)
    if (habit === undefined || habit.renewalDays === null || lastOn === undefined) continue
    if (daysBetween(lastOn, nextOn) < RENEWED_SHARE * usualDays(days, habit.renewalDays)) continue
    const confidence = (days.length + STRENGTH * habit.share) / (baskets.length + STRENGTH)
    found.push({ item, confidence, own: days.length, of: baskets.length, lastOn })
  }
  const [best] = found.sort(
    (a, b) =>
      b.confidence - a.confidence ||
      (a.lastOn < b.lastOn ? -1 : a.lastOn > b.lastOn ? 1 : a.item < b.item ? -1 : 1),
  )
  return best && best.confidence >= MIN_CONFIDENCE ? best : null
}

function daysOf(baskets: readonly Basket[]): Map<string, LocalDate[]> {
  const days = new Map<string, LocalDate[]>()
  for (const { on, items } of [...baskets].sort((a, b) => (a.on < b.on ? -1 : 1)))
    for (const item of new Set(items)) days.set(item, [...(days.get(item) ?? []), on])
  return days
}

/** Who buys it more often than others is taken at their own word. */
function usualDays(days: readonly LocalDate[], renewalDays: number): number {
  const gaps = days.slice(1).map((day, n) => daysBetween(days[n] ?? day, day))
  return Math.min(renewalDays, ...gaps)
}
