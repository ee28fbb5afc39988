import type { Spend } from '../../domain/analytics/gamma-gamma.ts'
import { gapClassKeys } from '../../domain/analytics/gap-classes.ts'
import type { Basket } from '../../domain/analytics/next-item.ts'
import { dayNumber, monthsBetween, type LocalDate } from '../../domain/time.ts'
import type { Deps } from '../deps.ts'
import { readBaskets } from './read-baskets.ts'
import { readVisitDays, type VisitDay } from './read-visits.ts'

/** What the models are fitted on. */
export interface Sample {
  /** Ascending day numbers of each customer. */
  days: number[][]
  gaps: { keys: string[]; gaps: number[] }[]
  /** What each bought, visit-day by visit-day; customers who bought nothing have none. */
  baskets: Basket[][]
  spends: Spend[]
  /** Share of visit-days on which a service was paid. */
  paidShare: number
  /** Months between two deliveries to one customer. */
  replacements: number[]
}

const SLICE = 500

export async function readSample(
  { database: { sql } }: Deps,
  {
    corpId,
    customerIds,
    asOf,
    signal,
  }: { corpId: string; customerIds: readonly string[]; asOf: LocalDate; signal: AbortSignal },
): Promise<Sample> {
  const sample: Sample = { days: [], gaps: [], baskets: [], spends: [], paidShare: 0, replacements: [] }
  let paid = 0
  let all = 0
  for (let from = 0; from < customerIds.length; from += SLICE) {
    signal.throwIfAborted()
    const slice = { corpId, customerIds: customerIds.slice(from, from + SLICE), asOf }
    for (const [, baskets] of await readBaskets(sql, slice)) sample.baskets.push(baskets)
    for (const visits of (await readVisitDays(sql, slice)).values()) {
      addCustomer(sample, visits, asOf)
      all += visits.length
      paid += paidVisits(visits).length
    }
  }
  return { ...sample, paidShare: all === 0 ? 0 : paid / all }
}

function addCustomer(sample: Sample, visits: readonly VisitDay[], asOf: LocalDate): void {
  const days = visits.map((visit) => dayNumber(visit.on))
  sample.days.push(days)
  sample.gaps.push({ keys: gapClassKeys(traitsOf(visits), asOf), gaps: gapsOf(days) })
  const spend = spendOf(visits)
  if (spend) sample.spends.push(spend)
  const deliveries = visits.filter((visit) => visit.isDelivery === 1)
  for (const [n, delivery] of deliveries.slice(1).entries())
    sample.replacements.push(monthsBetween(deliveries[n]?.on ?? delivery.on, delivery.on))
}

/** The car and the store as the orders tell them: the same rule for the fit and for the forecast. */
export function traitsOf(visits: readonly VisitDay[]): {
  model: string | null
  deliveredOn: LocalDate | null
  storeName: string | null
} {
  return {
    model: visits.findLast((visit) => visit.model !== null)?.model ?? null,
    deliveredOn: visits.findLast((visit) => visit.isDelivery === 1)?.on ?? null,
    storeName: visits.findLast((visit) => visit.storeName !== null)?.storeName ?? null,
  }
}

export function gapsOf(days: readonly number[]): number[] {
  return days.slice(1).map((day, n) => day - (days[n] ?? day))
}

function paidVisits(visits: readonly VisitDay[]): VisitDay[] {
  return visits.filter((visit) => visit.serviceFen > 0)
}

/** Paid service visits and what they were worth; null without one. */
export function spendOf(visits: readonly VisitDay[]): Spend | null {
  const paid = paidVisits(visits)
  if (paid.length === 0) return null
  const fen = paid.reduce((sum, visit) => sum + visit.serviceFen, 0)
  return { visits: paid.length, meanYuan: fen / 100 / paid.length }
}
