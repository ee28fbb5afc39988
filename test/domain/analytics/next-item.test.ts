import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextItem, type Basket, type ItemHabit } from '../../../server/domain/analytics/next-item.ts'
import { finish } from '../../../server/domain/analytics/nelder-mead.ts'
import { backtestVisits } from '../../../server/domain/analytics/visit-backtest.ts'
import { backtestItems } from '../../../server/features/predictions/backtest-items.ts'
import { addDays } from '../../../server/domain/time.ts'

const habit = (share: number, renewalDays: number | null): ItemHabit => ({ share, renewalDays })
const HABITS = new Map([
  ['机油', habit(0.5, 180)],
  ['滤芯', habit(0.2, 360)],
  ['脚垫', habit(0.05, null)],
])
const known = { habits: HABITS, nextOn: '2026-06-01' }
const day = (n: number): string => addDays('2020-01-01', n)

describe('the next purchase', () => {
  it('is what the customer buys most, drawn towards everybody, with the visits behind it', () => {
    const baskets: Basket[] = [
      { on: '2025-01-01', items: ['机油', '滤芯'] },
      { on: '2025-06-01', items: ['机油'] },
      { on: '2025-12-01', items: ['机油', '脚垫'] },
    ]
    expect(nextItem(baskets, known)).toEqual({
      item: '机油',
      confidence: 4 / 5,
      own: 3,
      of: 3,
      lastOn: '2025-12-01',
    })
  })

  it('is nothing after one visit-day, for what nobody buys twice, what is not used up, and what nobody knows', () => {
    const twice = (item: string, last: string): Basket[] => [
      { on: '2025-01-01', items: ['别的'] },
      { on: last, items: [item] },
    ]
    expect(nextItem(twice('机油', '2025-12-01').slice(1), known)).toBeNull()
    expect(nextItem(twice('脚垫', '2025-02-01'), known)).toBeNull()
    expect(nextItem(twice('机油', '2026-04-01'), known)).toBeNull()
    expect(nextItem(twice('机油', '2026-02-01'), known)?.item).toBe('机油')
    expect(nextItem(twice('没见过', '2025-02-01'), known)).toBeNull()
  })

  it('is not named when it is only a guess', () => {
    const rare = Array.from({ length: 12 }, (_, n): Basket => ({
      on: day(n * 100),
      items: [n === 0 ? '滤芯' : '一次性'],
    }))
    expect(nextItem(rare, known)).toBeNull()
  })

  it('is a share, whatever the order of the visits and of the names', () => {
    const item = fc.constantFrom<string>('机油', '滤芯', '脚垫', '洗车')
    const basket = fc.record({
      on: fc.integer({ min: 0, max: 2000 }).map(day),
      items: fc.array(item, { minLength: 1, maxLength: 4 }),
    })
    const baskets = fc.uniqueArray(basket, { selector: ({ on }) => on, maxLength: 12 })
    fc.assert(
      fc.property(baskets, (some) => {
        const found = nextItem(some, known)
        expect(
          nextItem(some.map((one) => ({ ...one, items: [...one.items].reverse() })).reverse(), known),
        ).toEqual(found)
        if (found === null) return
        expect(found.confidence).toBeGreaterThanOrEqual(0.25)
        expect(found.confidence).toBeLessThanOrEqual(1)
        expect(found.own).toBeLessThanOrEqual(found.of)
        expect(some.some(({ items }) => items.includes(found.item))).toBe(true)
      }),
    )
  })
})

describe('the backtest of the next visit', () => {
  const people = (gaps: (n: number) => number[]) =>
    Array.from({ length: 60 }, (_, n) => ({ keys: ['a', ''], gaps: gaps(n) }))

  it('has no error where everybody always comes after the same time', () => {
    const found = finish(backtestVisits(people(() => [90, 90, 90])))
    expect(found).toMatchObject({ customers: 60, coverage: 1 })
    expect(found?.maeDays).toBeCloseTo(0, 6)
  })

  it('does not look at the gap it foresees', () => {
    const before = finish(backtestVisits(people(() => [90, 90, 90])))
    const later = finish(backtestVisits(people((n) => (n === 0 ? [90, 90, 9000] : [90, 90, 90]))))
    expect((later?.maeDays ?? 0) - (before?.maeDays ?? 0)).toBeCloseTo((9000 - 90) / 60, 6)
  })

  it('covers about half where gaps scatter, and is nothing for a few people', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (seed) => {
        let state = seed
        const draw = (): number => (state = (state * 48271) % 2_147_483_647) / 2_147_483_647
        const gap = (): number => Math.max(1, Math.round(Math.exp(4.5 + (draw() + draw() + draw() - 1.5))))
        const some = Array.from({ length: 400 }, () => ({
          keys: [''],
          gaps: [gap(), gap(), gap(), gap(), gap()],
        }))
        const { coverage = 0, maeDays = -1 } = finish(backtestVisits(some)) ?? {}
        expect(coverage).toBeGreaterThan(0.35)
        expect(coverage).toBeLessThan(0.65)
        expect(maeDays).toBeGreaterThan(0)
      }),
      { numRuns: 20 },
    )
    expect(finish(backtestVisits(people(() => [90, 90]).slice(0, 29)))).toBeNull()
    expect(finish(backtestVisits([]))).toBeNull()
  })
})

describe('the backtest of the next purchase', () => {
  it('tells a habit from the commonest item', () => {
    // Half buy oil each time, half wash: whoever always says the commonest is right for half.
    const customers = Array.from({ length: 80 }, (_, n) =>
      Array.from({ length: 4 }, (_ignored, visit): Basket => ({
        on: day(visit * 180 + n),
        items: [n < 42 ? '机油' : '洗车'],
      })),
    )
    const found = finish(backtestItems(customers))
    expect(found).toMatchObject({ of: 80, customers: 80, hitShare: 1, commonestShare: 42 / 80 })
    expect(found?.confidence).toBeLessThan(1)
  })

  it('is nothing when too few can be foreseen', () => {
    expect(finish(backtestItems([]))).toBeNull()
    const once = Array.from({ length: 80 }, (_, n): Basket[] => [{ on: day(n), items: ['机油'] }])
    expect(finish(backtestItems(once))).toBeNull()
  })
})
