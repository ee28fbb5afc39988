/** A calendar date in Asia/Shanghai, 'YYYY-MM-DD'. Sorts as text. */
export type LocalDate = string

export const DAY_MS = 86_400_000
/** China has one zone and no summer time since 1991; earlier instants do not occur in our data. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000

/** The date on Shanghai's calendar at an instant, whatever the machine's zone. */
export function localDateOf(ms: number): LocalDate {
  return dateOfDayNumber(Math.floor((ms + SHANGHAI_OFFSET_MS) / DAY_MS))
}

/** The instant at which a local date begins. */
export function startOfDayMs(date: LocalDate): number {
  return dayNumber(date) * DAY_MS - SHANGHAI_OFFSET_MS
}

/** Days since 1970-01-01 on the calendar; NaN for what is not a date. */
export function dayNumber(date: LocalDate): number {
  return Math.round(Date.UTC(yearOf(date), monthOf(date) - 1, dayOf(date)) / DAY_MS)
}

/** A pass over many customers asks for the same few days again and again, and writing a date is dear. */
const written = new Map<number, LocalDate>()
const MOST_WRITTEN = 4096

export function dateOfDayNumber(days: number): LocalDate {
  const known = written.get(days)
  if (known !== undefined) return known
  const date = new Date(days * DAY_MS).toISOString().slice(0, 10)
  if (written.size >= MOST_WRITTEN) written.clear()
  written.set(days, date)
  return date
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDayNumber(dayNumber(date) + days)
}

/** Whole days from one date to a later one; negative when it is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** Calendar months later, the day clamped to the month's end: 2025-11-30 + 3 = 2026-02-28. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const index = yearOf(date) * 12 + monthOf(date) - 1 + months
  const year = Math.floor(index / 12)
  const month = index - year * 12
  const day = Math.min(dayOf(date), daysInMonth(year, month + 1))
  return dateOfDayNumber(Math.round(Date.UTC(year, month, day) / DAY_MS))
}

/** Complete calendar months from one date to a later one, by the rule of `addMonths`. */
export function monthsBetween(from: LocalDate, to: LocalDate): number {
  const months = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from)
  return addMonths(from, months) <= to ? months : months - 1
}

export function isLocalDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    monthOf(text) >= 1 &&
    monthOf(text) <= 12 &&
    dayOf(text) >= 1 &&
    dayOf(text) <= daysInMonth(yearOf(text), monthOf(text))
  )
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function yearOf(date: LocalDate): number {
  return Number(date.slice(0, 4))
}

function monthOf(date: LocalDate): number {
  return Number(date.slice(5, 7))
}

function dayOf(date: LocalDate): number {
  return Number(date.slice(8, 10))
}
