import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  dateOfDayNumber,
  daysBetween,
  isLocalDate,
  localDateOf,
  monthsBetween,
  startOfDayMs,
} from '../../server/domain/time.ts'

const someDate = fc.integer({ min: 0, max: 40_000 }).map(dateOfDayNumber)

it.each([
  ['2026-03-17T15:59:59.999Z', '2026-03-17'],
  ['2026-03-17T16:00:00.000Z', '2026-03-18'],
  ['2025-12-31T16:00:00.000Z', '2026-01-01'],
  ['1969-12-31T15:59:59.999Z', '1969-12-31'],
])('%s is %s in Shanghai', (instant, date) => {
  expect(localDateOf(Date.parse(instant))).toBe(date)
})

it.each([
  ['2025-11-30', 3, '2026-02-28'],
  ['2023-11-30', 3, '2024-02-29'],
  ['2026-01-31', 1, '2026-02-28'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-12-15', 1, '2027-01-15'],
  ['2024-02-29', 36, '2027-02-28'],
])('%s plus %i months is %s', (from, months, to) => {
  expect(addMonths(from, months)).toBe(to)
})

it.each([
  ['2026-01-15', '2026-02-14', 0],
  ['2026-01-15', '2026-02-15', 1],
  ['2026-01-31', '2026-02-28', 1],
  ['2023-03-01', '2026-02-28', 35],
  ['2023-03-01', '2026-03-01', 36],
])('from %s to %s are %i complete months', (from, to, months) => {
  expect(monthsBetween(from, to)).toBe(months)
})

it.each([
  ['2026-02-29', false],
  ['2024-02-29', true],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['2026-1-1', false],
])('%s is a date: %s', (text, expected) => {
  expect(isLocalDate(text)).toBe(expected)
})

it('the instant a day begins is on that day and the millisecond before is not', () => {
  fc.assert(
    fc.property(someDate, (date) => {
      expect(localDateOf(startOfDayMs(date))).toBe(date)
      expect(localDateOf(startOfDayMs(date) - 1)).toBe(addDays(date, -1))
    }),
  )
})

it('counting days undoes adding days', () => {
  fc.assert(
    fc.property(someDate, fc.integer({ min: -5000, max: 5000 }), (date, days) => {
      expect(daysBetween(date, addDays(date, days))).toBe(days)
    }),
  )
})

it('adding months never leaves the month that is meant and never runs past the day', () => {
  fc.assert(
    fc.property(someDate, fc.integer({ min: 0, max: 120 }), (date, months) => {
      const later = addMonths(date, months)
      expect(isLocalDate(later)).toBe(true)
      expect(Number(later.slice(8))).toBeLessThanOrEqual(Number(date.slice(8)))
      expect(monthsBetween(date, later)).toBe(months)
    }),
  )
})
