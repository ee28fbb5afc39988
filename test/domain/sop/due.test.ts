import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  anchorWindow,
  dueDay,
  GRACE_DAYS,
  instantOf,
  isDue,
  type Timing,
} from '../../../server/domain/sop/due.ts'
import { AHEAD_TRIGGERS, isAhead, SOP_TRIGGERS } from '../../../server/domain/sop/plan.ts'
import { addDays, dateOfDayNumber, dayNumber } from '../../../server/domain/time.ts'

const timing = (over: Partial<Timing> = {}): Timing => ({
  trigger: 'added',
  today: '2026-06-10',
  entersFrom: '2026-06-01',
  givesFrom: '2026-06-01',
  isOpen: () => true,
  ...over,
})

it('days count forward from the trigger, and back from a day that lies ahead', () => {
  expect(dueDay({ day: 3 }, '2026-06-10', timing())).toBe('2026-06-13')
  for (const trigger of AHEAD_TRIGGERS)
    expect(dueDay({ day: 7 }, '2026-06-10', timing({ trigger }))).toBe('2026-06-03')
})

it('a step that falls on a closed day waits for the next open one', () => {
  const isOpen = (day: string): boolean => day < '2026-10-01' || day > '2026-10-07'
  expect(dueDay({ day: 1 }, '2026-09-30', timing({ isOpen }))).toBe('2026-10-08')
  expect(dueDay({ day: 0 }, '2026-09-30', timing({ isOpen }))).toBe('2026-09-30')
})

it.each([
  ['on its day', '2026-06-07', {}, true],
  ['a day early', '2026-06-08', {}, false],
  ['as late as the grace allows', addDays('2026-06-07', -GRACE_DAYS), {}, true],
  ['a day later than that', addDays('2026-06-07', -GRACE_DAYS - 1), {}, false],
  ['for somebody who was added before the plan began', '2026-06-07', { entersFrom: '2026-06-08' }, false],
  ['for such a one, when the plan takes them in', '2026-06-07', { entersFrom: null }, true],
  ['that fell due while the plan rested', '2026-06-06', { givesFrom: '2026-06-10' }, false],
  ['for whoever was taken in, but whose day is long over', '2026-05-01', { entersFrom: null }, false],
])('the step of the third day, %s', (_, anchorOn, over, given) => {
  expect(isDue({ day: 3 }, anchorOn, timing(over))).toBe(given)
})

const days = fc.integer({ min: dayNumber('2025-01-01'), max: dayNumber('2027-12-31') }).map(dateOfDayNumber)
const closed = fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 8 })

it('what is due lies within the days the database is asked for', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SOP_TRIGGERS),
      fc.integer({ min: 0, max: 365 }),
      days,
      fc.integer({ min: -30, max: 400 }),
      closed,
      (trigger, day, anchorOn, after, shut) => {
        const today = addDays(anchorOn, isAhead(trigger) ? after - 2 * day : after)
        const isOpen = (on: string): boolean => !shut.includes(dayNumber(on) % 12)
        const given = timing({ trigger, today, isOpen, entersFrom: '2025-06-01', givesFrom: '2025-06-01' })
        const { from, to } = anchorWindow({ day }, given)
        if (isDue({ day }, anchorOn, given)) expect(from <= anchorOn && anchorOn <= to).toBe(true)
      },
    ),
  )
})

it('looked at every day, a step has its turn on the first open day, and stops being due for good', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), days, closed, (day, anchorOn, shut) => {
      const isOpen = (on: string): boolean => !shut.includes(dayNumber(on) % 12)
      const at = (today: string): boolean =>
        isDue({ day }, anchorOn, timing({ today, isOpen, entersFrom: null, givesFrom: '2024-01-01' }))
      const turns = Array.from({ length: 100 }, (_, n) => addDays(anchorOn, n)).filter(at)
      const due = dueDay({ day }, anchorOn, timing({ isOpen }))
      expect(turns).toEqual(Array.from({ length: GRACE_DAYS + 1 }, (_, n) => addDays(due, n)))
    }),
  )
})

it('the time of day is Shanghai’s', () => {
  expect(new Date(instantOf('2026-06-10', '09:30')).toISOString()).toBe('2026-06-10T01:30:00.000Z')
})
