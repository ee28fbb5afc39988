import { dayNumber, type LocalDate } from '../time.ts'

/** What the models know of one customer, in weeks: visit-days after the first, when the last one was, how long we know them. */
export interface History {
  /** x */
  repeats: number
  /** t_x: from the first to the last visit-day; 0 without a repeat. */
  lastWeeks: number
  /** T: from the first visit-day to today. */
  ageWeeks: number
}

/** Many histories column by column, in whole days. `lnGaps` is Σ ln(gap in weeks) of each. */
export interface HistoryColumns {
  repeats: Int32Array
  lastDays: Int32Array
  ageDays: Int32Array
  lnGaps: Float64Array
}

/** One customer in whole days; null before the first visit-day. */
export interface DayHistory {
  repeats: number
  lastDays: number
  ageDays: number
  lnGaps: number
}

/** The visit-days of one customer up to a day; several on one day count once, and their order does not matter. */
export function historyOf(visitDays: readonly LocalDate[], asOf: LocalDate): DayHistory | null {
  const days = [...new Set(visitDays.map(dayNumber))].sort((a, b) => a - b)
  return historyOfDays(days, dayNumber(asOf))
}

/** The same from ascending, distinct day numbers. */
export function historyOfDays(days: readonly number[], asOf: number): DayHistory | null {
  let seen = 0
  let lnGaps = 0
  let last = NaN
  for (const day of days) {
    if (day > asOf) break
    if (seen > 0) lnGaps += Math.log((day - last) / 7)
    last = day
    seen++
  }
  const first = days[0]
  if (seen === 0 || first === undefined) return null
  return { repeats: seen - 1, lastDays: last - first, ageDays: asOf - first, lnGaps }
}

export function weeksOf({ repeats, lastDays, ageDays }: DayHistory): History {
  return { repeats, lastWeeks: lastDays / 7, ageWeeks: ageDays / 7 }
}

export function toColumns(histories: readonly DayHistory[]): HistoryColumns {
  return {
    repeats: Int32Array.from(histories, (one) => one.repeats),
    lastDays: Int32Array.from(histories, (one) => one.lastDays),
    ageDays: Int32Array.from(histories, (one) => one.ageDays),
    lnGaps: Float64Array.from(histories, (one) => one.lnGaps),
  }
}
