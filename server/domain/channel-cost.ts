import { dayNumber, type LocalDate } from './time.ts'

/** What was spent in some days, both included. */
export interface DatedCost {
  fromOn: LocalDate
  toOn: LocalDate
  costFen: number
}

/** The share of the costs that falls into a period, day by day alike; whole fen. */
export function costIn(costs: readonly DatedCost[], period: { fromOn: LocalDate; toOn: LocalDate }): number {
  const from = dayNumber(period.fromOn)
  const to = dayNumber(period.toOn)
  let sum = 0
  for (const cost of costs) {
    const first = dayNumber(cost.fromOn)
    const last = dayNumber(cost.toOn)
    const days = Math.min(to, last) - Math.max(from, first) + 1
    if (days > 0) sum += (cost.costFen * days) / (last - first + 1)
  }
  return Math.round(sum)
}

/** Whole fen for each; null where nothing was spent or nobody came. */
export function costPer(costFen: number, count: number): number | null {
  return costFen === 0 || count === 0 ? null : Math.round(costFen / count)
}
