import { addDays, dateOfDayNumber, dayNumber, daysBetween, type LocalDate } from '../time.ts'
import { forecastGap, quantile, windowDay, type GapClass } from './gap-forecast.ts'

export const VISIT_RULES = ['gap', 'distance', 'warranty', 'insurance', 'inspection'] as const
export type VisitRule = (typeof VISIT_RULES)[number]

export interface NextVisit {
  on: LocalDate
  /** Half of the customers like this one come between these days. */
  from: LocalDate
  to: LocalDate
  rule: VisitRule
}

/** What the visit-days say: the last one plus the expected gap, with the spread of the class. */
export function nextVisitByGap(visitDays: readonly LocalDate[], gapClass: GapClass): NextVisit | null {
  const days = [...new Set(visitDays)].sort()
  const last = days.at(-1)
  if (last === undefined) return null
  const gaps = days.slice(1).map((day, n) => daysBetween(days[n] ?? day, day))
  const gap = forecastGap(gaps, gapClass.medianDays)
  const after = (ratio: number): LocalDate => addDays(last, windowDay(gap * ratio))
  return { on: after(1), from: after(gapClass.lowRatio), to: after(gapClass.highRatio), rule: 'gap' }
}

export interface OdometerReading {
  on: LocalDate
  km: number
}

const MAX_READINGS = 6
const MIN_DAYS_APART = 30
/** No forecast reaches further: a car that hardly moves would be due in a century. */
const MAX_AHEAD_DAYS = 5 * 365

/** Kilometres a day: the Theil–Sen slope of the last readings. null: too few, too close together, or not moving. */
export function dailyDistance(readings: readonly OdometerReading[]): number | null {
  const last = [...readings]
    .sort((a, b) => dayNumber(a.on) - dayNumber(b.on) || a.km - b.km)
    .slice(-MAX_READINGS)
  const slopes: number[] = []
  for (const [n, from] of last.entries())
    for (const to of last.slice(n + 1)) {
      const days = daysBetween(from.on, to.on)
      if (days > 0) slopes.push((to.km - from.km) / days)
    }
  const [first, newest] = [last[0], last.at(-1)]
  if (!first || !newest || daysBetween(first.on, newest.on) < MIN_DAYS_APART) return null
  const slope = quantile(slopes, 0.5)
  return slope > 0 ? slope : null
}

/** The day on which the next service falls due by distance. */
export function distanceDueOn(
  readings: readonly OdometerReading[],
  lastService: OdometerReading,
  intervalKm: number,
): LocalDate | null {
  const perDay = dailyDistance(readings)
  if (perDay === null) return null
  const days = intervalKm / perDay
  return days > MAX_AHEAD_DAYS ? null : dateOfDayNumber(dayNumber(lastService.on) + Math.round(days))
}

export interface ContractDates {
  distance?: LocalDate | null
  warranty?: LocalDate | null
  insurance?: LocalDate | null
  inspection?: LocalDate | null
}

/** The earliest rule wins. A contract that has run out calls for nobody; on one day the habit of the customer is named. */
export function earliestVisit(
  byGap: NextVisit | null,
  dates: ContractDates,
  today: LocalDate,
): NextVisit | null {
  let winner = byGap
  for (const rule of VISIT_RULES) {
    const on = rule === 'gap' ? null : dates[rule]
    if (on === null || on === undefined || (rule !== 'distance' && on < today)) continue
    if (winner === null || on < winner.on) winner = { on, from: on, to: on, rule }
  }
  return winner
}
