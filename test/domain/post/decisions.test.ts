import { expect, it } from 'vitest'
import { holidays } from '../../../config/holidays.ts'
import { CONTACT_RULES } from '../../../server/domain/contact-gate.ts'
import { chooseSender } from '../../../server/domain/post/choose-sender.ts'
import { gateMass, gateWecom } from '../../../server/domain/post/gate-mass.ts'
import { mayRemindAt, nextPollAfter } from '../../../server/domain/post/next-poll.ts'
import { checkTimes, dayKind } from '../../../server/domain/post/times.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const at = (text: string): number => Date.parse(`${text}+08:00`)
const NOON = at('2026-04-15T12:00:00')
const ago = (...days: number[]): number[] => days.map((n) => NOON - n * DAY)

it('WeCom’s day, week and month are counted by Shanghai’s calendar', () => {
  const rules = { perDay: 1, perWeek: 7 }
  expect(gateWecom([], rules, NOON)).toBeNull()
  expect(gateWecom([at('2026-04-14T23:59:59')], rules, NOON)).toBeNull()
  expect(gateWecom([at('2026-04-15T00:00:00')], rules, NOON)).toMatchObject({
    kind: 'wecom-day',
    freeOn: '2026-04-16',
  })
  expect(gateWecom(ago(1, 2, 3, 4, 5, 6), rules, NOON)).toBeNull()
  expect(gateWecom([...ago(1, 2, 3, 4, 5, 6), NOON - HOUR], rules, NOON)).toMatchObject({
    kind: 'wecom-week',
  })
  // As many in a month as it has days; the last month does not count.
  const every = (day: string, count: number) => Array.from({ length: count }, () => at(`${day}T09:00:00`))
  const open = { perDay: null, perWeek: null }
  expect(gateWecom(every('2026-04-02', 29), open, NOON)).toBeNull()
  expect(gateWecom(every('2026-04-02', 30), open, NOON)).toMatchObject({
    kind: 'wecom-month',
    freeOn: '2026-05-01',
  })
  expect(gateWecom(every('2026-03-31', 40), open, NOON)).toBeNull()
})

it('the customer’s own word comes before every limit', () => {
  const rules = { contact: CONTACT_RULES, mass: { perDay: 1, perWeek: 7 } }
  const facts = { optedOut: { on: '2026-04-01', source: 'advisor' }, sentAtMs: [NOON], massAtMs: [NOON] }
  expect(gateMass(facts, rules, NOON)?.kind).toBe('opted-out')
  expect(gateMass({ ...facts, optedOut: null }, rules, NOON)?.kind).toBe('wecom-day')
  expect(gateMass({ ...facts, optedOut: null, massAtMs: [] }, rules, NOON)?.kind).toBe('day-cap')
  expect(gateMass({ optedOut: null, sentAtMs: [], massAtMs: [] }, rules, NOON)).toBeNull()
})

it('one member sends, the same at every look', () => {
  const one = (staffId: string, followed: number, contacted: number | null) => ({
    staffId,
    externalUserid: `w${staffId}`,
    followedAtMs: followed,
    contactedAtMs: contacted,
  })
  const all = [one('b', 2, 9), one('a', 1, null), one('c', 1, 5)]
  expect(chooseSender(all, 'main')?.staffId).toBe('a')
  expect(chooseSender([...all].reverse(), 'main')?.staffId).toBe('a')
  expect(chooseSender(all, 'latest')?.staffId).toBe('b')
  expect(chooseSender([], 'main')).toBeNull()
})

it('days are what the State Council has said, and nothing where it has not', () => {
  expect(dayKind('2026-10-01', holidays)).toEqual({ is: 'holiday', name: 'national' })
  expect(dayKind('2026-10-10', holidays)).toEqual({ is: 'worked-weekend' })
  expect(dayKind('2026-10-11', holidays)).toEqual({ is: 'weekend' })
  expect(dayKind('2026-10-08', holidays)).toEqual({ is: 'workday' })
  expect(dayKind('2035-01-01', holidays)).toEqual({ is: 'not-known' })
})

it('a time is refused at night, in the past and after its end; a moment disturbs nobody', () => {
  const look = (startsAt: string | null, endsAt: string | null = null, isMoment = false) =>
    checkTimes(
      {
        startsAtMs: startsAt === null ? null : at(startsAt),
        endsAtMs: endsAt === null ? null : at(endsAt),
        isMoment,
      },
      { rules: CONTACT_RULES, table: holidays, nowMs: NOON },
    ).problems.map(({ is }) => is)
  expect(look(null)).toEqual([])
  expect(look('2026-04-16T08:59:00')).toEqual(['quiet-hours'])
  expect(look('2026-04-16T09:00:00')).toEqual([])
  expect(look('2026-04-16T20:00:00')).toEqual(['quiet-hours'])
  expect(look('2026-04-16T20:00:00', null, true)).toEqual([])
  expect(look('2026-04-15T11:00:00')).toEqual(['in-the-past'])
  expect(look('2026-04-16T10:00:00', '2026-04-16T10:00:00')).toEqual(['end-before-start'])
  expect(look('2027-06-01T10:00:00')).toEqual(['too-far'])
})

it('results are asked for more and more rarely, reminders three times in 24 hours', () => {
  expect(nextPollAfter(0)).toBe(2 * 60_000)
  expect(nextPollAfter(5 * HOUR)).toBe(HOUR)
  expect(nextPollAfter(30 * DAY)).toBe(2 * HOUR)
  expect(mayRemindAt([], NOON)).toBeLessThanOrEqual(NOON)
  expect(mayRemindAt([NOON - 10 * 60_000], NOON)).toBe(NOON + 50 * 60_000)
  const three = [NOON - 20 * HOUR, NOON - 10 * HOUR, NOON - 2 * HOUR]
  expect(mayRemindAt(three, NOON)).toBe(NOON + 4 * HOUR)
  expect(mayRemindAt(three, NOON + 4 * HOUR)).toBeLessThanOrEqual(NOON + 4 * HOUR)
})
