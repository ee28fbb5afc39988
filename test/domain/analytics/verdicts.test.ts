import { describe, expect, it } from 'vitest'
import {
  atLeast,
  atMost,
  equal,
  near,
  timed,
  unpublished,
  within,
} from '../../../server/cli/analytics/section.ts'

describe('the verdict on a figure', () => {
  it.each([
    [near('a', 1.002, 1, 0.002), near('a', 1.0021, 1, 0.002)],
    [equal('b', '1 2', '1 2'), equal('b', '1 2', '2 1')],
    [atLeast('c', 0.985, 0.985), atLeast('c', 0.984, 0.985)],
    [atMost('d', 50, 50), atMost('d', 50.1, 50)],
    [
      within('e', 73, { reference: 66, from: 60, to: 86 }),
      within('e', 73, { reference: 59, from: 60, to: 86 }),
    ],
  ])('is missed beyond the bound', (reached, missed) => {
    expect(reached.verdict).toBe('reached')
    expect(missed.verdict).toBe('missed')
  })

  it('is missed for what is no number', () => {
    const verdicts = [near('a', NaN, 1, 5), atLeast('c', NaN, 0), atMost('d', NaN, 9)].map(
      (row) => row.verdict,
    )
    expect(verdicts).toEqual(['missed', 'missed', 'missed'])
  })

  it('counts the time of the processor, and says when nobody has published a figure', () => {
    const spin = (): number => {
      for (const end = performance.now() + 30; performance.now() < end;);
      return 7
    }
    expect(timed('f', 60, spin)).toMatchObject({ result: 7, row: { verdict: 'reached', isTime: true } })
    expect(timed('f', 0.0001, spin).row.verdict).toBe('missed')
    expect(unpublished('g', 3)).toMatchObject({ verdict: 'no published value', reference: null })
  })
})
