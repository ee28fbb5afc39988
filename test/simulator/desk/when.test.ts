import { describe, expect, it } from 'vitest'
import { flowTime, listTime, stripTime } from '../../../server/simulator/desk/when.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const NOW = at('2026-03-18T10:24:00')

describe('times in the chat client', () => {
  it.each([
    ['2026-03-18T10:21:00+08:00', '10:21'],
    ['2026-03-18T00:00:00+08:00', '00:00'],
    ['2026-03-17T23:59:00+08:00', '昨天'],
    ['2026-03-16T12:00:00+08:00', '周一'],
    ['2026-03-11T12:00:00+08:00', '3月11日'],
    ['2024-12-31T12:00:00+08:00', '2024/12/31'],
  ])('the list shows %s as %s, by Shanghai days', (text, expected) => {
    expect(listTime(text, NOW, 'zh')).toBe(expected)
  })

  it('shows nothing for a chat in which nothing was said', () => {
    expect(listTime(null, NOW, 'zh')).toBe('')
  })

  it('puts day and time between messages, in the chosen language', () => {
    expect(flowTime('2026-03-18T10:18:00+08:00', NOW, 'zh')).toBe('今天 10:18')
    expect(flowTime('2026-03-17T10:18:00+08:00', NOW, 'en')).toBe('Yesterday 10:18')
  })

  it('always shows the date in the strip', () => {
    expect(stripTime(NOW, 'zh')).toBe('3月18日 10:24')
  })
})
