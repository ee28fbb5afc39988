import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradeOf } from '../../server/domain/grade.ts'
import { relationOf } from '../../server/domain/relation.ts'
import { addDays } from '../../server/domain/time.ts'
import { DEFAULT_TERMS } from '../../server/features/standing/terms.ts'

const TODAY = '2026-03-17'
const daysAgo = fc.integer({ min: 0, max: 500 }).map((n) => addDays(TODAY, -n))
const days = fc.array(daysAgo, { maxLength: 6 })
const facts = fc.record({
  lastContactOn: fc.option(daysAgo),
  replies: days,
  sends: days,
  visits: days,
  reactions: days,
  linkOpens: days,
  groups: fc.nat(3),
})

describe('the distance of a relation', () => {
  it('is 100 less its parts, from 0 to 100', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const { distance, parts } = relationOf(known, TODAY)
        expect(distance).toBe(100 - parts.reduce((sum, part) => sum + part.points, 0))
        expect(distance >= 0 && distance <= 100).toBe(true)
        expect(parts.reduce((sum, part) => sum + part.most, 0)).toBe(100)
      }),
    )
  })

  it('never grows by one more sign of life', () => {
    fc.assert(
      fc.property(
        facts,
        daysAgo,
        fc.constantFrom('replies', 'visits', 'reactions', 'linkOpens'),
        (known, on, name) => {
          const more = { ...known, [name]: [...known[name], on] }
          expect(relationOf(more, TODAY).distance).toBeLessThanOrEqual(relationOf(known, TODAY).distance)
        },
      ),
    )
  })

  it('counts replies by how many of the messages were answered', () => {
    const of = (replies: number, sends: number[]) => {
      const nobody = { lastContactOn: null, visits: [], reactions: [], linkOpens: [], groups: 0 }
      const known = {
        ...nobody,
        replies: Array.from({ length: replies }, () => addDays(TODAY, -20)),
        sends: sends.map((ago) => addDays(TODAY, -ago)),
      }
      return relationOf(known, TODAY).parts.find(({ part }) => part === 'replies')
    }
    expect(of(3, [])).toMatchObject({ points: 15, value: 3, sends: 0 })
    expect(of(3, [20, 21, 22])).toMatchObject({ points: 15, sends: 3 })
    expect(
      of(
        3,
        Array.from({ length: 9 }, () => 20),
      ),
    ).toMatchObject({ points: 5, value: 3, sends: 9 })
    expect(of(0, [20])).toMatchObject({ points: 0, sends: 1 })
    // On the seventh day it is known that nobody has answered; before it, it is not.
    expect(of(1, [20, 6])).toMatchObject({ points: 8, sends: 1 })
    expect(of(1, [20, 7])).toMatchObject({ points: 4, sends: 2 })
  })

  it('and its parts stay the same until the day it names', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const now = relationOf(known, TODAY)
        const before = now.nextOn === null ? addDays(TODAY, 900) : addDays(now.nextOn, -1)
        expect(relationOf(known, before)).toEqual(now)
      }),
    )
  })
})

describe('the grade of an owner', () => {
  const grade = (part: Partial<Parameters<typeof gradeOf>[0]>) =>
    gradeOf(
      { spendFen: 0, vehicleFen: 0, visits: 1, lastVisitOn: '2024-01-01', clvFen: null, ...part },
      TODAY,
      DEFAULT_TERMS.grade,
    )

  it('is the sum of steps that anybody can read', () => {
    expect(grade({})).toMatchObject({ grade: 'C', points: 0 })
    expect(grade({ spendFen: 299_999 }).points).toBe(10)
    expect(grade({ spendFen: 300_000 }).points).toBe(20)
    expect(grade({ lastVisitOn: addDays(TODAY, -90) })).toMatchObject({
      points: 25,
      nextOn: addDays(TODAY, 1),
    })
    expect(grade({ lastVisitOn: addDays(TODAY, -91) }).points).toBe(15)
    const all = { spendFen: 900_000, vehicleFen: 40_000_000, visits: 6, lastVisitOn: TODAY }
    expect(grade(all)).toMatchObject({ grade: 'A', points: 100 })
    expect(grade(all).parts.map((part) => part.part)).toEqual(['spend', 'vehicle', 'visits', 'recency'])
  })
})
