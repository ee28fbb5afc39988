import { expect, it } from 'vitest'
import { costIn, costPer } from '../../server/domain/channel-cost.ts'
import { dutyTimeOf, isInSlot, staffOnDuty, type DutyRow } from '../../server/domain/live-code-duty.ts'

const row = (userid: string, more: Partial<DutyRow> = {}): DutyRow => ({
  userid,
  isWorking: true,
  isSpare: false,
  weekdays: '1234567',
  fromMinute: 0,
  toMinute: 1440,
  capPerDay: null,
  addedToday: 0,
  ...more,
})
/** Wednesday, 10:00 in Shanghai. */
const at = dutyTimeOf(Date.parse('2026-03-18T02:00:00Z'))

it('counts weekdays and minutes in Shanghai', () => {
  expect(at).toEqual({ weekday: 3, minute: 600 })
  expect(dutyTimeOf(Date.parse('2026-03-22T16:30:00Z'))).toEqual({ weekday: 1, minute: 30 })
})

it.each([
  ['in hours', { fromMinute: 540, toMinute: 1080 }, true],
  ['the end is not in it', { fromMinute: 540, toMinute: 600 }, false],
  ['another day', { weekdays: '67' }, false],
  ['over midnight, of today', { fromMinute: 580, toMinute: 60 }, true],
  ['over midnight, of yesterday', { weekdays: '2', fromMinute: 1200, toMinute: 660 }, true],
  ['over midnight, of two days ago', { weekdays: '1', fromMinute: 1200, toMinute: 660 }, false],
])('knows its slot: %s', (_name, slot, expected) => {
  expect(isInSlot(row('a', slot), at)).toBe(expected)
})

it.each<[string, DutyRow[], string[], string]>([
  [
    'all who have room',
    [row('b'), row('a'), row('c', { capPerDay: 2, addedToday: 2 })],
    ['a', 'b'],
    'on-duty',
  ],
  [
    'the spare one when all are full',
    [row('a', { capPerDay: 1, addedToday: 1 }), row('s', { isSpare: true })],
    ['s'],
    'spare',
  ],
  ['the spare one out of hours', [row('a', { weekdays: '7' }), row('s', { isSpare: true })], ['s'], 'spare'],
  [
    'those on duty over their cap when the spare one is full too',
    [row('a', { capPerDay: 1, addedToday: 1 }), row('s', { isSpare: true, capPerDay: 1, addedToday: 1 })],
    ['a'],
    'over-cap',
  ],
  [
    'anybody when nobody has hours',
    [row('a', { weekdays: '7' }), row('b', { weekdays: '6' })],
    ['a', 'b'],
    'out-of-hours',
  ],
  ['nobody who has left', [row('a', { isWorking: false })], [], 'nobody'],
])('puts behind a code %s', (_name, rows, userids, reason) => {
  expect(staffOnDuty(rows, at)).toEqual({ userids, reason })
})

it('gives a period its days’ share of a cost', () => {
  const cost = { fromOn: '2026-03-01', toOn: '2026-03-10', costFen: 1000 }
  const share = (fromOn: string, toOn: string) => costIn([cost], { fromOn, toOn })
  expect(share('2026-02-01', '2026-03-31')).toBe(1000)
  expect(share('2026-03-09', '2026-03-31')).toBe(200)
  expect(share('2026-03-11', '2026-03-31')).toBe(0)
  expect([costPer(1000, 3), costPer(0, 3), costPer(1000, 0)]).toEqual([333, null, null])
})
