import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BenefitFact, benefitsOf, endingSoon } from '../../server/domain/benefits.ts'
import { levelAfter, levelOf } from '../../server/domain/propose-care.ts'

const TODAY = '2026-03-17'
const fact = (number: string, rest: Partial<BenefitFact> = {}): BenefitFact => ({
  number,
  kind: 'coupon',
  name: '保养券',
  source: '商城',
  state: 'issued',
  at: '2026-01-01T02:00:00.000Z',
  expiresOn: null,
  valueYuan: null,
  storeName: null,
  ...rest,
})
const shown = (facts: readonly BenefitFact[]): string[] =>
  benefitsOf(facts, TODAY).map(({ number, state }) => `${number} ${state}`)

describe('benefits', () => {
  it('go by the newest word on each, and keep the last day that was told before', () => {
    const used = fact('A', { state: 'used', at: '2026-02-01T02:00:00.000Z' })
    const [one, ...others] = benefitsOf([used, fact('A', { expiresOn: '2026-04-01', valueYuan: 100 })], TODAY)
    expect(others).toEqual([])
    expect(one).toMatchObject({ state: 'used', expiresOn: '2026-04-01', valueYuan: 100 })
    // Given and used in one second.
    expect(shown([fact('A', { state: 'used' }), fact('A')])).toEqual(['A used'])
  })

  it('are expired from the day after their last one, whoever said so or not', () => {
    expect(shown([fact('A', { expiresOn: TODAY }), fact('B', { expiresOn: '2026-03-16' })])).toEqual([
      'A open',
      'B expired',
    ])
  })

  it('of two sources or kinds are two', () => {
    expect(shown([fact('A'), fact('A', { source: '门店' }), fact('A', { kind: 'benefit' })]).length).toBe(3)
  })

  it('that end soonest come first, those without a last day after them, what is over at the end', () => {
    const facts = [
      fact('over', { state: 'cancelled' }),
      fact('never'),
      fact('late', { expiresOn: '2026-09-01' }),
      fact('soon', { expiresOn: '2026-03-20' }),
    ]
    expect(shown(facts)).toEqual(['soon open', 'late open', 'never open', 'over cancelled'])
    const ending = endingSoon(benefitsOf(facts, TODAY), { today: TODAY, aheadDays: 14 })
    expect(ending.map(({ number }) => number)).toEqual(['soon'])
  })

  it('are the same in whatever order they were told, one for each number', () => {
    const some = fc.array(
      fc.record({
        number: fc.constantFrom('A', 'B', 'C'),
        state: fc.constantFrom('issued', 'used', 'expired', 'cancelled'),
        day: fc.integer({ min: 10, max: 28 }),
        expires: fc.option(fc.integer({ min: 10, max: 28 }), { nil: null }),
      }),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(
        some.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const facts = (of: typeof list) =>
            of.map(({ number, state, day, expires }) =>
              fact(number, {
                state,
                at: `2026-02-${day}T02:00:00.000Z`,
                expiresOn: expires === null ? null : `2026-03-${expires}`,
              }),
            )
          const states = (of: typeof list) =>
            shown(facts(of))
              .map((line) => line.split(' ')[0])
              .sort()
          expect(states(shuffled)).toEqual(states(list))
          expect(new Set(states(list)).size).toBe(states(list).length)
          for (const { state, expiresOn } of benefitsOf(facts(list), TODAY))
            if (state === 'open') expect(expiresOn === null || expiresOn >= TODAY).toBe(true)
        },
      ),
    )
  })
})

describe('a level', () => {
  const levels = [
    { name: '金卡', visits: 6 },
    { name: '银卡', visits: 3 },
  ]

  it('is the highest one reached, and the next one is above it', () => {
    expect(levelOf(2, levels)).toBeNull()
    expect(levelOf(3, levels)?.name).toBe('银卡')
    expect(levelOf(60, levels)?.name).toBe('金卡')
    fc.assert(
      fc.property(fc.nat(20), (visits) => {
        const [now, next] = [levelOf(visits, levels), levelAfter(visits, levels)]
        expect(now === null || now.visits <= visits).toBe(true)
        expect(next === null || next.visits > visits).toBe(true)
        expect(levels.filter((level) => level.visits > (now?.visits ?? 0) && level.visits <= visits)).toEqual(
          [],
        )
      }),
    )
  })
})
