import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isAnswered, responseFeatures, type ResponseHistory } from '../../server/domain/response-features.ts'
import { localDateOf } from '../../server/domain/time.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-03-17T02:00:00Z')
const instant = fc.integer({ min: -900, max: 30 }).map((days) => NOW + days * DAY_MS)
const history = fc.record({
  visits: fc.array(
    fc
      .record({ atMs: instant, serviceFen: fc.nat(1_000_000) })
      .map((one) => ({ ...one, on: localDateOf(one.atMs) })),
    { maxLength: 12 },
  ),
  sentMs: fc.array(instant, { maxLength: 8 }),
  answeredMs: fc.array(instant, { maxLength: 8 }),
})

it('features know nothing of what came after the message', () => {
  fc.assert(
    fc.property(history, instant, (one, atMs) => {
      const past: ResponseHistory = {
        visits: one.visits.filter((visit) => visit.atMs < atMs),
        sentMs: one.sentMs.filter((ms) => ms < atMs),
        answeredMs: [],
      }
      expect(responseFeatures(one, { atMs, rule: 'x' })).toEqual(responseFeatures(past, { atMs, rule: 'x' }))
    }),
  )
})

it('an answer is what came within seven days, on neither side of them', () => {
  const at = (ms: number): boolean => isAnswered({ visits: [], sentMs: [], answeredMs: [ms] }, NOW)
  expect([at(NOW), at(NOW + 1), at(NOW + 7 * DAY_MS), at(NOW + 7 * DAY_MS + 1)]).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(
    isAnswered(
      { visits: [{ on: '2026-03-18', atMs: NOW + DAY_MS, serviceFen: 0 }], sentMs: [], answeredMs: [] },
      NOW,
    ),
  ).toBe(true)
})
