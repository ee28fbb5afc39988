import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterAttempt, RETRY_WAITS_MS } from '../../server/domain/webhook-retries.ts'

describe('after a try of a webhook', () => {
  it.each([
    ['an answer that says yes', { status: 204, attempts: 1 }, { do: 'done' }],
    ['gone', { status: 410, attempts: 1 }, { do: 'disable' }],
    ['a redirect, the first time', { status: 302, attempts: 1 }, { do: 'retry', afterMs: 5000 }],
    ['no answer, the second time', { status: null, attempts: 2 }, { do: 'retry', afterMs: 300_000 }],
    ['a fault, the last time', { status: 500, attempts: 10 }, { do: 'dead' }],
  ])('%s', (_, { status, attempts }, next) => {
    expect(afterAttempt({ status, attempts, chance: 0.5 })).toEqual(next)
  })

  it('waits differ by a tenth at most, and a message is tried ten times in about three days', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, chance) => {
          const next = afterAttempt({ status: 500, attempts, chance })
          const wait = RETRY_WAITS_MS[attempts - 1] ?? 0
          return next.do === 'retry' && next.afterMs >= wait * 0.9 && next.afterMs <= wait * 1.1
        },
      ),
    )
    const days = RETRY_WAITS_MS.reduce((sum, wait) => sum + wait, 0) / 86_400_000
    expect(days).toBeGreaterThan(3)
    expect(days).toBeLessThan(3.5)
  })
})
