import { addDays, type LocalDate, startOfDayMs } from '../time.ts'
import { isAhead, type SopStep, type SopTrigger } from './plan.ts'

/** A step that cannot be given on its day (a cap, nobody to ask, a service that stood still) may still come so much later. */
export const GRACE_DAYS = 3
/** So long after its day an open step is taken off the list. */
export const MISSED_AFTER_DAYS = 14
/** The longest holiday with the days around it. */
const MOST_SHIFT_DAYS = 15

export interface Timing {
  trigger: SopTrigger
  today: LocalDate
  /** Who was added, delivered to or founded before stays out; null: those are taken in, for the steps still ahead. */
  entersFrom: LocalDate | null
  /** Steps due before are not made up for. */
  givesFrom: LocalDate
  /** Whether the company writes to people on a day. */
  isOpen: (day: LocalDate) => boolean
}

/** The first open day from the one the plan names. */
export function dueDay(
  step: Pick<SopStep, 'day'>,
  anchorOn: LocalDate,
  { trigger, isOpen }: Pick<Timing, 'trigger' | 'isOpen'>,
): LocalDate {
  const named = addDays(anchorOn, isAhead(trigger) ? -step.day : step.day)
  for (let shift = 0; shift < MOST_SHIFT_DAYS; shift++) {
    const day = addDays(named, shift)
    if (isOpen(day)) return day
  }
  return named
}

/** Days of the trigger whose step could be due now: what the database is asked for. */
export function anchorWindow(
  step: Pick<SopStep, 'day'>,
  { trigger, today, entersFrom }: Pick<Timing, 'trigger' | 'today' | 'entersFrom'>,
): { from: LocalDate; to: LocalDate } {
  const back = isAhead(trigger) ? step.day : -step.day
  const from = addDays(today, back - GRACE_DAYS - MOST_SHIFT_DAYS)
  const enters = isAhead(trigger) ? null : entersFrom
  return { from: enters !== null && enters > from ? enters : from, to: addDays(today, back) }
}

/** A step is given from its day on and never long after it, and only to whom the plan has taken in. */
export function isDue(step: Pick<SopStep, 'day'>, anchorOn: LocalDate, timing: Timing): boolean {
  const { trigger, today, entersFrom, givesFrom } = timing
  // What lies ahead has no day of entering that could be too early.
  if (!isAhead(trigger) && entersFrom !== null && anchorOn < entersFrom) return false
  const day = dueDay(step, anchorOn, timing)
  return day <= today && day >= addDays(today, -GRACE_DAYS) && day >= givesFrom
}

export function instantOf(day: LocalDate, time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return startOfDayMs(day) + (hour * 60 + minute) * 60_000
}
