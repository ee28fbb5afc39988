import { expect, it } from 'vitest'
import { CONTACT_RULES, gateContact, nextOpenMs } from '../../../server/domain/contact-gate.ts'
import { quietUntilMs } from '../../../server/domain/post/times.ts'

const at = (text: string): number => Date.parse(`${text}:00+08:00`)
const WEEKDAYS = { ...CONTACT_RULES, isWeekendOpen: false }

// 2026-03-20 is a Friday.
it.each([
  ['2026-03-17T08:59', CONTACT_RULES, '2026-03-17T09:00'],
  ['2026-03-17T09:00', CONTACT_RULES, '2026-03-17T09:00'],
  ['2026-03-17T19:59', CONTACT_RULES, '2026-03-17T19:59'],
  ['2026-03-17T20:00', CONTACT_RULES, '2026-03-18T09:00'],
  ['2026-03-20T20:00', CONTACT_RULES, '2026-03-21T09:00'],
  ['2026-03-20T20:00', WEEKDAYS, '2026-03-23T09:00'],
  ['2026-03-21T12:00', WEEKDAYS, '2026-03-23T09:00'],
  ['2026-03-21T07:00', WEEKDAYS, '2026-03-23T09:00'],
])('at %s the next open hour is found', (now, rules, open) => {
  expect(nextOpenMs(rules, at(now))).toBe(at(open))
  // The gate itself agrees that it is open then.
  expect(gateContact({ optedOut: null, sentAtMs: [] }, rules, at(open))).toBeNull()
})

it('a post waits for it unless its end comes first; what disturbs nobody never waits', () => {
  const night = at('2026-03-17T22:00')
  const until = (kind: 'customers' | 'groups' | 'moment' | 'announcement', end: string | null = null) =>
    quietUntilMs({ kind, endsAtMs: end === null ? null : at(end) }, CONTACT_RULES, night)
  const morning = at('2026-03-18T09:00')
  expect(until('customers')).toBe(morning)
  expect(until('groups')).toBe(morning)
  expect(until('moment')).toBeNull()
  expect(until('announcement')).toBeNull()
  expect(until('groups', '2026-03-18T09:00')).toBeNull()
  expect(until('groups', '2026-03-18T09:01')).toBe(morning)
  // Over already: it gets a new end when it starts.
  expect(until('groups', '2026-03-17T22:00')).toBe(morning)
  expect(quietUntilMs({ kind: 'groups', endsAtMs: null }, CONTACT_RULES, morning)).toBeNull()
})
