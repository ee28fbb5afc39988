import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setServerNow } from '../../../sidebar/ui/clock.ts'
import {
  daysFromToday,
  formatDaysAway,
  formatMoment,
  formatMoney,
  formatMonth,
  formatPhone,
  formatShortDay,
} from '../../../sidebar/ui/format.ts'
import { setLanguage } from '../../../sidebar/ui/i18n.ts'

beforeEach(() => setServerNow('2026-03-18T02:24:00.000Z'))
afterEach(() => setLanguage('zh-CN'))

describe('money', () => {
  it.each([
    [0, '¥0'],
    [4_860_000, '¥48,600'],
    [9_999_900, '¥99,999'],
    [10_000_000, '¥10 万'],
    [23_680_000, '¥23.7 万'],
    [-126_000, '-¥1,260'],
  ])('%d fen reads %s', (fen, text) => expect(formatMoney(fen)).toBe(text))

  it('is whole where every yuan counts, with cents only when there are any', () => {
    expect(formatMoney(23_680_000, { full: true })).toBe('¥236,800')
    expect(formatMoney(12_345, { full: true })).toBe('¥123.45')
  })

  it('uses K in English', () => {
    setLanguage('en')
    expect(formatMoney(23_680_000)).toBe('¥236.8K')
  })
})

describe('a phone number', () => {
  it('is read in groups, without the code of this country', () => {
    expect(formatPhone('+8613800006721')).toBe('138 0000 6721')
    expect(formatPhone('13800006721')).toBe('138 0000 6721')
    expect(formatPhone('+6591234567')).toBe('+6591234567')
  })
})

describe('days', () => {
  it('are the days of Shanghai and of the server, not of this machine', () => {
    // 23:30 on the 17th in London is the 18th in Shanghai.
    expect(daysFromToday('2026-03-17T23:30:00.000Z')).toBe(0)
    expect(daysFromToday('2026-03-17T15:59:00.000Z')).toBe(-1)
    expect(daysFromToday('2026-03-27')).toBe(9)
  })

  it.each([
    ['2026-03-18', '今天'],
    ['2026-03-17', '昨天'],
    ['2026-03-06', '12 天前'],
    ['2026-03-27', '9 天后'],
  ])('%s is %s', (day, text) => expect(formatDaysAway(day)).toBe(text))

  it('are short in lists and carry the year when it is another', () => {
    expect(formatShortDay('2026-03-06')).toBe('3-06')
    expect(formatShortDay('2025-12-16')).toBe('2025-12-16')
    expect(formatMonth('2026-03')).toBe('3 月')
    expect(formatMonth('2025-08')).toBe('2025 年 8 月')
  })

  it('have the time only today and yesterday', () => {
    expect(formatMoment('2026-03-18T01:42:00.000Z')).toBe('今天 09:42')
    expect(formatMoment('2026-03-01T01:42:00.000Z')).toBe('3-01')
  })
})
