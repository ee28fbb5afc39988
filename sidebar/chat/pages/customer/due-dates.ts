import type { CustomerPanel } from '../../../api/panel.ts'
import { daysFromToday } from '../../../ui/format.ts'

type Vehicle = NonNullable<CustomerPanel['vehicle']>

export interface DueDate {
  kind: 'service' | 'warranty' | 'insurance' | 'inspection'
  on: string
  /** Negative: that day is over. */
  days: number
}

/** The dates of a car, the earliest first. */
export function dueDates(vehicle: Vehicle): DueDate[] {
  const { nextServiceOn, warrantyEndsOn, insuranceEndsOn, inspectionDueOn } = vehicle
  const dates: [DueDate['kind'], string | null][] = [
    ['service', nextServiceOn],
    ['insurance', insuranceEndsOn],
    ['inspection', inspectionDueOn],
    ['warranty', warrantyEndsOn],
  ]
  return dates
    .flatMap(([kind, on]) => (on === null ? [] : [{ kind, on, days: daysFromToday(on) }]))
    .sort((a, b) => a.days - b.days)
}

/**
 * The one to talk about. A service that is over waits to be done; the others have ended, or were renewed where we do
 * not see it.
 */
export function nextDue(dates: readonly DueDate[]): DueDate | null {
  return dates.find(({ kind, days }) => days >= 0 || kind === 'service') ?? null
}
