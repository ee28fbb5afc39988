import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONTACT_RULES, type ContactFacts, gateContact } from '../../server/domain/contact-gate.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const NOON = at('2026-03-17T12:00')
const NOBODY: ContactFacts = { optedOut: null, sentAtMs: [] }
const gate = (facts: Partial<ContactFacts>, nowMs = NOON, rules = CONTACT_RULES) =>
  gateContact({ ...NOBODY, ...facts }, rules, nowMs)

describe('the gate', () => {
  it('lets a message to somebody nobody wrote to', () => {
    expect(gate({})).toBeNull()
  })

  it('puts the word of the customer before everything', () => {
    const optedOut = { on: '2026-02-01', source: 'advisor' }
    expect(gate({ optedOut, sentAtMs: [NOON] })).toEqual({ kind: 'opted-out', ...optedOut, freeOn: null })
  })

  it.each([
    ['2026-03-17T09:30', 'day-cap', '2026-03-18'],
    ['2026-03-17T00:00', 'day-cap', '2026-03-18'],
    ['2026-03-16T23:59', undefined, undefined],
  ])('counts local days: after a message at %s it says %s', (sent, kind, freeOn) => {
    const refusal = gate({ sentAtMs: [at(sent)] })
    expect(refusal?.kind).toBe(kind)
    expect(refusal?.freeOn).toBe(freeOn)
  })

  it('frees a place in the week when the oldest of three is seven days old', () => {
    const sentAtMs = ['2026-03-11T10:00', '2026-03-13T10:00', '2026-03-15T10:00'].map(at)
    expect(gate({ sentAtMs })).toMatchObject({ kind: 'week-cap', count: 3, limit: 3, freeOn: '2026-03-18' })
    expect(gate({ sentAtMs }, at('2026-03-18T12:00'))).toBeNull()
  })

  it('names the cap that lasts longest', () => {
    const sentAtMs = [1, 3, 5, 10, 15, 17].map((day) => at(`2026-03-${String(day).padStart(2, '0')}T10:00`))
    expect(gate({ sentAtMs })).toMatchObject({ kind: 'month-cap', freeOn: '2026-03-31' })
  })

  it.each([
    ['2026-03-17T08:59', '2026-03-17'],
    ['2026-03-17T09:00', null],
    ['2026-03-17T19:59', null],
    ['2026-03-17T20:00', '2026-03-18'],
  ])('at %s the hours say %s', (now, freeOn) => {
    expect(gate({}, at(now))?.freeOn ?? null).toBe(freeOn)
  })

  it('waits over a weekend that is closed', () => {
    const rules = { ...CONTACT_RULES, isWeekendOpen: false }
    expect(gate({}, at('2026-03-14T12:00'), rules)).toEqual({ kind: 'quiet-weekend', freeOn: '2026-03-16' })
    expect(gate({}, at('2026-03-13T21:00'), rules)).toMatchObject({ freeOn: '2026-03-16' })
    expect(gate({}, at('2026-03-13T12:00'), rules)).toBeNull()
  })
})

const someSends = fc.array(fc.integer({ min: 0, max: 40 * 24 }), { maxLength: 20 })

it('on the day it names, the caps no longer stand in the way; and another message never opens the gate', () => {
  fc.assert(
    fc.property(someSends, fc.integer({ min: 0, max: 29 }), (hoursAgo, more) => {
      const sentAtMs = hoursAgo.map((hours) => NOON - hours * 3_600_000)
      const refusal = gate({ sentAtMs })
      if (refusal === null) return
      expect(gate({ sentAtMs: [...sentAtMs, NOON - more * 3_600_000] })).not.toBeNull()
      if (refusal.freeOn !== null) expect(gate({ sentAtMs }, at(`${refusal.freeOn}T12:00`))).toBeNull()
    }),
  )
})
