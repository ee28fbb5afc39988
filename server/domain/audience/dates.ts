import { addDays, addMonths, type LocalDate } from '../time.ts'

/** The last day that is `months` whole months old on `today`: what is delivered up to then is at least that old. */
export function bornBy(today: LocalDate, months: number): LocalDate {
  let day = addMonths(today, -months)
  while (addMonths(day, months) > today) day = addDays(day, -1)
  while (addMonths(addDays(day, 1), months) <= today) day = addDays(day, 1)
  return day
}
