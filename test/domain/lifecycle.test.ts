import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueRung, rungsOf, stageOf, type StageFacts } from '../../server/domain/lifecycle.ts'
import { addDays, addMonths } from '../../server/domain/time.ts'

const TERMS = { dormantAfterMonths: 3, lostAfterMonths: 7, maturityPaidVisitDays: 4, maturityAfterMonths: 12 }
const paid = (...days: string[]): StageFacts['visits'] => days.map((on) => ({ on, isPaid: true }))
const stage = (visits: StageFacts['visits'], today: string, addedOn: string | null = null) =>
  stageOf({ visits, addedOn }, today, TERMS).stage

describe('the stage of a customer', () => {
  it('follows the calendar with the day clamped to the end of the month', () => {
    const visits = paid('2025-06-30', '2025-11-30')
    expect(stage(visits, '2026-02-27')).toBe('growth')
    expect(stage(visits, '2026-02-28')).toBe('dormant')
    expect(stage(visits, '2026-06-29')).toBe('dormant')
    expect(stage(visits, '2026-06-30')).toBe('lost')
  })

  it.each([
    ['a lead of yesterday', [], '2026-03-01', '2026-03-02', 'introduction', 'never-came'],
    ['a lead of a quarter ago', [], '2026-03-01', '2026-06-01', 'dormant', 'no-visit'],
    ['a lead of seven months ago', [], '2026-03-01', '2026-10-01', 'lost', 'no-visit'],
    ['nothing known', [], null, '2026-10-01', 'introduction', 'never-came'],
    ['one visit', paid('2026-03-01'), null, '2026-03-02', 'introduction', 'one-visit'],
    [
      'two test drives',
      [
        { on: '2026-02-01', isPaid: false },
        { on: '2026-03-01', isPaid: false },
      ],
      null,
      '2026-03-02',
      'introduction',
      'never-paid',
    ],
    ['two paid visits', paid('2026-02-01', '2026-03-01'), null, '2026-03-02', 'growth', 'growing'],
    [
      'four paid visits in a year less a day',
      paid('2025-03-03', '2025-06-01', '2026-01-15', '2026-03-01'),
      null,
      '2026-03-02',
      'growth',
      'growing',
    ],
    [
      'four paid visits in a year',
      paid('2025-03-02', '2025-06-01', '2026-01-15', '2026-03-01'),
      null,
      '2026-03-02',
      'maturity',
      'regular',
    ],
    [
      'three paid visits in years',
      paid('2023-03-02', '2025-06-01', '2026-03-01'),
      null,
      '2026-03-02',
      'growth',
      'growing',
    ],
  ] as const)('%s', (_, visits, addedOn, today, wanted, rule) => {
    const answer = stageOf({ visits, addedOn }, today, TERMS)
    expect([answer.stage, answer.rule]).toEqual([wanted, rule])
  })

  it('tells since when, and the day of the last return', () => {
    const visits = paid('2024-02-10', '2025-05-01', '2025-06-01')
    expect(stageOf({ visits, addedOn: null }, '2025-06-02', TERMS)).toMatchObject({
      stage: 'growth',
      since: '2025-05-01',
      reactivatedOn: '2025-05-01',
      nextOn: '2025-09-01',
    })
    expect(stageOf({ visits, addedOn: null }, '2025-10-01', TERMS)).toMatchObject({
      stage: 'dormant',
      since: '2025-09-01',
      nextOn: '2026-01-01',
    })
  })

  const day = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2021-01-31', n))
  const history = fc.uniqueArray(fc.record({ on: day, isPaid: fc.boolean() }), {
    selector: (visit) => visit.on,
    maxLength: 12,
  })

  it('stays the same until the day it names, and `since` is a day on which it was already so', () => {
    fc.assert(
      fc.property(history, day, fc.integer({ min: 0, max: 400 }), (days, addedOn, later) => {
        const visits = [...days].sort((a, b) => (a.on < b.on ? -1 : 1))
        const today = addDays(visits.at(-1)?.on ?? addedOn, later)
        const answer = stageOf({ visits, addedOn }, today, TERMS)
        const on = (other: string) => stageOf({ visits, addedOn }, other, TERMS)
        if (answer.nextOn !== null) {
          expect(answer.nextOn > today).toBe(true)
          expect(on(addDays(answer.nextOn, -1)).stage).toBe(answer.stage)
          expect(on(answer.nextOn).stage).not.toBe(answer.stage)
        }
        const last = visits.at(-1)?.on ?? addedOn
        if (answer.since !== null && answer.since >= last) expect(on(answer.since).stage).toBe(answer.stage)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the rungs of the win-back ladder', () => {
  const MONTHS = { by: 'months', months: [3, 5, 7], ratios: [1.5, 2.5, 3.5] } as const

  it('fall due by months, or by expected gaps', () => {
    expect(rungsOf('2025-11-30', MONTHS, 100).map((rung) => rung.dueOn)).toEqual([
      '2026-02-28',
      '2026-04-30',
      '2026-06-30',
    ])
    expect(rungsOf('2026-01-01', { ...MONTHS, by: 'ratio' }, 101).map((rung) => rung.dueOn)).toEqual([
      addDays('2026-01-01', 152),
      addDays('2026-01-01', 253),
      addDays('2026-01-01', 354),
    ])
  })

  it('one is due at a time: the highest that is reached', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (later) => {
        const today = addDays('2025-08-31', later)
        const due = dueRung(rungsOf('2025-08-31', MONTHS, 100), today)?.rung ?? 0
        expect(due).toBe([3, 5, 7].filter((months) => addMonths('2025-08-31', months) <= today).length)
      }),
    )
  })
})
