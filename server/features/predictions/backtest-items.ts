import { forecastGap, GAP_STRENGTH, quantile } from '../../domain/analytics/gap-forecast.ts'
import { MIN_BASKETS, nextItem, type Basket, type ItemHabit } from '../../domain/analytics/next-item.ts'
import type { Steps } from '../../domain/analytics/nelder-mead.ts'
import { addDays, daysBetween, type LocalDate } from '../../domain/time.ts'
import { learningItems } from '../combos/learn-items.ts'
import type { ItemBacktest } from './fit-json.ts'

/** Fewer say nothing about how often the forecast is right. */
const MIN_CUSTOMERS = 30

/**
 * What each customer bought last, foreseen from what everybody had bought before their last visit-day. Beside it: always
 * naming what is bought most. null: too few customers of whom anything could be said.
 */
export function* backtestItems(customers: readonly (readonly Basket[])[]): Steps<ItemBacktest | null> {
  const held = customers.flatMap((baskets) => {
    const [last, earlier] = [baskets.at(-1), baskets.slice(0, -1)]
    return last === undefined || earlier.length < MIN_BASKETS ? [] : [{ last, earlier }]
  })
  const habits = yield* learnHabits(held.map(({ earlier }) => earlier))
  const gaps = held.flatMap(({ earlier }) => gapsOf(earlier))
  const commonest = [...habits].sort(
    ([a, one], [b, other]) => other.share - one.share || (a < b ? -1 : 1),
  )[0]?.[0]
  if (commonest === undefined) return null
  const medianDays = quantile(gaps, 0.5)
  const sums = { customers: 0, hits: 0, commonest: 0, confidence: 0 }
  for (const { last, earlier } of held) {
    const nextOn = expectedOn(earlier, medianDays)
    const found = nextItem(earlier, { habits, nextOn })
    if (found === null) continue
    sums.customers += 1
    sums.confidence += found.confidence
    if (last.items.includes(found.item)) sums.hits += 1
    if (last.items.includes(commonest)) sums.commonest += 1
    yield
  }
  const { customers: count } = sums
  if (count < MIN_CUSTOMERS) return null
  return {
    customers: count,
    of: held.length,
    hitShare: sums.hits / count,
    commonestShare: sums.commonest / count,
    confidence: sums.confidence / count,
  }
}

function* learnHabits(customers: readonly (readonly Basket[])[]): Steps<Map<string, ItemHabit>> {
  const learning = learningItems()
  const known = new Set(customers.flatMap((baskets) => baskets.flatMap(({ items }) => items)))
  for (const baskets of customers) {
    learning.add(
      { customerId: '', days: baskets.map(({ on, items }) => ({ on, items: [...items], cars: [] })) },
      known,
    )
    yield
  }
  const visitDays = customers.reduce((sum, baskets) => sum + baskets.length, 0)
  return new Map(
    learning
      .done()
      .map(({ item, visitDays: own, renewalDays }) => [item, { share: own / visitDays, renewalDays }]),
  )
}

function expectedOn(baskets: readonly Basket[], medianDays: number): LocalDate {
  const last = baskets.at(-1)?.on ?? ''
  return addDays(last, Math.round(forecastGap(gapsOf(baskets), medianDays, GAP_STRENGTH)))
}

function gapsOf(baskets: readonly Basket[]): number[] {
  return baskets.slice(1).map(({ on }, n) => daysBetween(baskets[n]?.on ?? on, on))
}
