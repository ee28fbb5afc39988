import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownerSpans } from '../../../server/domain/identity/owner-spans.ts'
import { chooseValue, keptAge, keptInterests } from '../../../server/domain/identity/portrait.ts'

describe('which value the portrait shows', () => {
  const said = (source: string, atMs: number, value = `${source} ${atMs}`) => ({ source, atMs, value })

  it('the newest of a trusted source, even when a guess is newer', () => {
    expect(chooseValue([said('staff:li', 1), said('dms', 2), said('wecom', 9)])?.value).toBe('dms 2')
    expect(chooseValue([said('wecom', 1), said('partner:x', 2)])?.value).toBe('partner:x 2')
    expect(chooseValue([])).toBeNull()
  })

  it('does not depend on the order in which they came', () => {
    const value = fc.record({
      source: fc.constantFrom('staff', 'dms', 'wecom', 'partner'),
      atMs: fc.nat(3),
      value: fc.constantFrom('a', 'b'),
    })
    fc.assert(
      fc.property(fc.array(value), (all) => {
        expect(chooseValue([...all].reverse())).toEqual(chooseValue(all))
      }),
    )
  })
})

describe('one written form', () => {
  it('of ages and interests, so that they can be compared', () => {
    expect(['35', ' 35 岁', '035', '36周岁', '三十', '3.5'].map(keptAge)).toEqual([
      '35',
      '35',
      '35',
      '36',
      '三十',
      '3.5',
    ])
    expect(keptInterests('露营, 自驾；露营|摄影')).toBe('露营、自驾、摄影')
    expect(keptInterests(' 、 ')).toBe('')
  })
})

describe('who had a car when', () => {
  const spans = (...days: string[]) =>
    ownerSpans(
      days.map((text) => {
        const [customerId = '', on = ''] = text.split(' ')
        return { customerId, on }
      }),
    ).map(({ customerId, fromOn, toOn }) => `${customerId} ${fromOn}–${toOn ?? ''}`)

  it('a resold car goes over when the next one comes and the first never again', () => {
    expect(spans('A 2020-01-01', 'A 2022-05-01', 'B 2023-02-01')).toEqual([
      'A 2020-01-01–2023-02-01',
      'B 2023-02-01–',
    ])
  })

  it('a family shares it', () => {
    expect(spans('A 2020-01-01', 'B 2020-06-01', 'A 2021-01-01')).toEqual(['A 2020-01-01–', 'B 2020-06-01–'])
  })
})
