import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACTION_TERMS,
  type ActionFacts,
  STAGES,
  type VehicleFacts,
} from '../../server/domain/action-facts.ts'
import { precedenceOf } from '../../server/domain/action-value.ts'
import { ACTION_RULES, type ActionRule } from '../../server/domain/actions.ts'
import { type BenefitFact, benefitsOf } from '../../server/domain/benefits.ts'
import { MAX_ACTIONS, rankActions } from '../../server/domain/rank-actions.ts'
import { TIER_CODES } from '../../server/domain/tiers.ts'
import { addDays, addMonths } from '../../server/domain/time.ts'

const TODAY = '2026-03-17'
const NOBODY: ActionFacts = {
  addedOn: null,
  takeover: null,
  lastVisitOn: null,
  lastPaidOn: null,
  tier: null,
  vehicles: [],
  tags: [],
  quote: null,
  snoozedUntil: {},
  sentOn: {},
  dismissals: {},
  stage: null,
  grade: null,
  visitBeforeOn: null,
  paidVisits: 0,
  reply: null,
  birthdayOn: null,
  promise: null,
  churn: null,
  replacementFrom: null,
  ladder: null,
  benefits: [],
  combo: null,
  response: null,
  contact: { optedOut: null, sentAtMs: [] },
}
const CAR: VehicleFacts = {
  model: '澜岳 S7',
  deliveredOn: null,
  lastServiceOn: null,
  nextServiceOn: null,
  warrantyEndsOn: null,
  insuranceEndsOn: null,
  inspectionOn: null,
}

const rank = (facts: ActionFacts, today = TODAY) => rankActions(facts, today, ACTION_TERMS).shown
function rulesFor(facts: Partial<ActionFacts>, today = TODAY): ActionRule[] {
  return rank({ ...NOBODY, ...facts }, today).map((action) => action.rule)
}

it('a customer nothing is known of gets no proposal', () => {
  expect(rulesFor({})).toEqual([])
})

describe('service', () => {
  it.each([
    ['2026-04-01', []],
    ['2026-03-31', ['service-due']],
    ['2026-03-17', ['service-due']],
    ['2026-03-16', ['service-overdue']],
    [addDays(TODAY, -180), ['service-overdue']],
    [addDays(TODAY, -181), []],
  ])('due on %s gives %j', (nextServiceOn, rules) => {
    expect(rulesFor({ vehicles: [{ ...CAR, nextServiceOn }] })).toEqual(rules)
  })

  it('tells the dates the advisor can check', () => {
    const vehicles = [{ ...CAR, nextServiceOn: '2026-03-26', lastServiceOn: '2025-12-15' }]
    const [action] = rank({ ...NOBODY, vehicles })
    expect(action).toMatchObject({
      rule: 'service-due',
      dueOn: '2026-03-26',
      reason: {
        dueOn: '2026-03-26',
        inDays: 9,
        lastServiceOn: '2025-12-15',
        sinceDays: 92,
        model: '澜岳 S7',
      },
    })
  })

  it('of two cars the more urgent one is proposed', () => {
    const vehicles = [
      { ...CAR, model: 'far', nextServiceOn: '2026-03-30' },
      { ...CAR, model: 'near', nextServiceOn: '2026-03-18' },
    ]
    expect(rank({ ...NOBODY, vehicles })).toMatchObject([{ reason: { model: 'near' } }])
  })
})

describe('dates of contracts', () => {
  it.each([
    ['2026-04-17', []],
    ['2026-04-16', ['insurance-due']],
    ['2026-03-17', ['insurance-due']],
    ['2026-03-16', []],
  ])('insurance until %s gives %j', (insuranceEndsOn, rules) => {
    expect(rulesFor({ vehicles: [{ ...CAR, insuranceEndsOn }] })).toEqual(rules)
  })

  it.each([
    ['2026-05-17', []],
    ['2026-05-16', ['warranty-ending']],
    ['2026-03-16', []],
  ])('warranty until %s gives %j', (warrantyEndsOn, rules) => {
    expect(rulesFor({ vehicles: [{ ...CAR, warrantyEndsOn }] })).toEqual(rules)
  })
})

describe('an open quote', () => {
  it.each([
    ['2026-03-17', null, []],
    ['2026-03-16', null, ['quote-follow-up']],
    ['2026-03-03', null, ['quote-follow-up']],
    ['2026-03-02', null, []],
    ['2026-03-10', '2026-03-10', ['quote-follow-up']],
    ['2026-03-10', '2026-03-11', []],
  ])('of %s with the last payment on %s gives %j', (on, lastPaidOn, rules) => {
    expect(rulesFor({ quote: { on, title: '置换报价' }, lastPaidOn })).toEqual(rules)
  })
})

describe('a trade-in', () => {
  it('is proposed from three years after delivery', () => {
    expect(rulesFor({ vehicles: [{ ...CAR, deliveredOn: '2023-03-18' }] })).toEqual([])
    expect(rulesFor({ vehicles: [{ ...CAR, deliveredOn: '2023-03-17' }] })).toEqual(['trade-in-window'])
  })

  it('is proposed earlier when an advisor tagged it, but not in the year of a new car', () => {
    expect(rulesFor({ tags: ['置换意向'] })).toEqual(['trade-in-window'])
    expect(rulesFor({ tags: ['置换意向'], vehicles: [{ ...CAR, deliveredOn: '2025-06-01' }] })).toEqual([])
    expect(rulesFor({ tags: ['置换意向'], vehicles: [{ ...CAR, deliveredOn: '2025-03-17' }] })).toEqual([
      'trade-in-window',
    ])
  })
})

describe('the win-back ladder', () => {
  it.each([
    [addDays(addMonths(TODAY, -3), 1), []],
    [addMonths(TODAY, -3), ['win-back-3m']],
    [addMonths(TODAY, -5), ['win-back-5m']],
    [addMonths(TODAY, -7), ['win-back-7m']],
    [addMonths(TODAY, -30), ['win-back-7m']],
    ['2025-12-18', []],
  ])('last seen on %s stands on %j', (lastVisitOn, rules) => {
    expect(rulesFor({ lastVisitOn })).toEqual(rules)
  })

  it('is the ladder of the corp as soon as somebody has looked', () => {
    const facts = { lastVisitOn: addMonths(TODAY, -6) }
    expect(rulesFor({ ...facts, ladder: { rung: 1 } })).toEqual(['win-back-3m'])
    expect(rulesFor({ ...facts, ladder: { rung: null } })).toEqual([])
  })

  it('clamps to the end of a short month', () => {
    expect(rulesFor({ lastVisitOn: '2025-11-30' }, '2026-02-27')).toEqual([])
    expect(rulesFor({ lastVisitOn: '2025-11-30' }, '2026-02-28')).toEqual(['win-back-3m'])
  })

  it('sends each rung once in an absence and goes on with the next', () => {
    const facts = { lastVisitOn: '2025-12-01', sentOn: { 'win-back-3m': '2026-03-02' as const } }
    expect(rulesFor(facts, '2026-04-20')).toEqual([])
    expect(rulesFor(facts, '2026-05-01')).toEqual(['win-back-5m'])
  })

  it('gives way to the tier of a dear customer and to an invitation to the service', () => {
    const tier = { code: 3 as const, frequency: 4, monetaryFen: 900_000 }
    expect(rulesFor({ lastVisitOn: '2025-10-01', tier })).toEqual(['important-keep'])
    expect(
      rulesFor({ lastVisitOn: '2025-10-01', vehicles: [{ ...CAR, nextServiceOn: '2026-03-20' }] }),
    ).toEqual(['service-due'])
  })
})

describe('an inherited customer', () => {
  const takeover = { on: '2026-03-15' as const, fromName: '张伟', isGreeted: false }
  const due = { vehicles: [{ ...CAR, nextServiceOn: '2026-03-01' as const }] }

  it('is greeted before anything else, and not as a stranger', () => {
    const facts = { ...due, addedOn: '2026-03-15' as const, takeover }
    expect(rulesFor(facts)).toEqual(['inherited-greeting', 'service-overdue'])
    expect(rulesFor({ ...facts, takeover: { ...takeover, isGreeted: true } })).toEqual(['service-overdue'])
  })

  it('is not greeted for a hand-over of long ago', () => {
    expect(rulesFor({ takeover: { ...takeover, on: '2026-02-14' } })).toEqual([])
    expect(rulesFor({ takeover: { ...takeover, on: '2026-02-15' } })).toEqual(['inherited-greeting'])
  })
})

describe('a new contact', () => {
  it.each([
    ['2026-03-17', {}, ['new-contact-greeting']],
    ['2026-03-14', {}, ['new-contact-greeting']],
    ['2026-03-13', {}, []],
    ['2026-03-16', { 'quote-follow-up': '2026-03-16' }, []],
  ])('added on %s with sends %j gets %j', (addedOn, sentOn, rules) => {
    expect(rulesFor({ addedOn, sentOn })).toEqual(rules)
  })
})

it('a valuable customer is cared for between a month and the first rung', () => {
  const tier = { code: 7 as const, frequency: 9, monetaryFen: 4_860_000 }
  expect(rulesFor({ tier, lastVisitOn: '2026-02-16' })).toEqual([])
  expect(rulesFor({ tier, lastVisitOn: '2026-02-15' })).toEqual(['high-value-care'])
  expect(rulesFor({ tier, lastVisitOn: '2025-12-17' })).toEqual(['win-back-3m'])
})

describe('holding back', () => {
  const due = { vehicles: [{ ...CAR, nextServiceOn: '2026-03-20' }] }

  it('a proposal set aside comes back on its day and not before', () => {
    expect(rulesFor({ ...due, snoozedUntil: { 'service-due': '2026-03-18' } })).toEqual([])
    expect(rulesFor({ ...due, snoozedUntil: { 'service-due': '2026-03-17' } })).toEqual(['service-due'])
  })

  it('a rule rests for fourteen days after its script was sent', () => {
    expect(rulesFor({ ...due, sentOn: { 'service-due': '2026-03-04' } })).toEqual([])
    expect(rulesFor({ ...due, sentOn: { 'service-due': '2026-03-03' } })).toEqual(['service-due'])
  })

  it('being set aside again and again moves a rule down', () => {
    const facts = { ...due, quote: { on: '2026-03-12', title: '报价' } }
    expect(rulesFor(facts)).toEqual(['service-due', 'quote-follow-up'])
    expect(rulesFor({ ...facts, dismissals: { 'service-due': 2 } })).toEqual([
      'quote-follow-up',
      'service-due',
    ])
  })
})

const someDay = fc.option(
  fc.integer({ min: -1500, max: 90 }).map((days) => addDays(TODAY, days)),
  { nil: null },
)
const someRules = fc.dictionary(fc.constantFrom(...ACTION_RULES), fc.integer({ min: -200, max: 60 }))
const someFacts: fc.Arbitrary<ActionFacts> = fc.record({
  addedOn: someDay,
  takeover: fc.option(
    fc.record({ on: someDay.map((day) => day ?? TODAY), fromName: fc.string(), isGreeted: fc.boolean() }),
    { nil: null },
  ),
  lastVisitOn: someDay,
  lastPaidOn: someDay,
  tier: fc.option(
    fc.record({
      code: fc.constantFrom(...TIER_CODES),
      frequency: fc.nat(20),
      monetaryFen: fc.nat(9_000_000),
    }),
    { nil: null },
  ),
  vehicles: fc.array(
    fc.record({
      model: fc.constantFrom(null, 'S7'),
      deliveredOn: someDay,
      lastServiceOn: someDay,
      nextServiceOn: someDay,
      warrantyEndsOn: someDay,
      insuranceEndsOn: someDay,
      inspectionOn: someDay,
    }),
    { maxLength: 3 },
  ),
  tags: fc.subarray(['置换', '老客户']),
  quote: fc.option(fc.record({ on: someDay.map((day) => day ?? TODAY), title: fc.constant('报价') }), {
    nil: null,
  }),
  snoozedUntil: someRules.map((days) => mapDays(days)),
  sentOn: someRules.map((days) => mapDays(days)),
  dismissals: fc.dictionary(fc.constantFrom(...ACTION_RULES), fc.nat(5)),
  grade: fc.constantFrom('A' as const, 'B' as const, 'C' as const, null),
  stage: fc.constantFrom(null, ...STAGES),
  visitBeforeOn: someDay,
  paidVisits: fc.nat(12),
  reply: fc.option(
    fc.record({ on: someDay.map((day) => day ?? TODAY), what: fc.constantFrom(null, 'call') }),
    {
      nil: null,
    },
  ),
  benefits: fc
    .array(
      fc
        .record({ number: fc.string(), expiresOn: someDay, state: fc.constantFrom('issued', 'used', null) })
        .map(({ number, expiresOn, state }): BenefitFact => ({
          ...{ number, expiresOn, state, kind: 'coupon', name: '保养券', source: '商城' },
          ...{ at: '2026-01-01T00:00:00.000Z', valueYuan: null, storeName: null },
        })),
      { maxLength: 4 },
    )
    .map((facts) => benefitsOf(facts, TODAY)),
  birthdayOn: fc.option(
    fc.record({ month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) }),
    { nil: null },
  ),
  promise: fc.option(fc.record({ dueOn: fc.constant(TODAY), title: fc.string() }), { nil: null }),
  churn: fc.option(
    fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      band: fc.constantFrom('high' as const, 'low' as const),
      warning: fc.constantFrom(null, { state: 'open' as const, dueOn: TODAY }, { state: 'done' as const }),
    }),
    { nil: null },
  ),
  replacementFrom: someDay,
  ladder: fc.option(fc.record({ rung: fc.constantFrom(null, 1, 2, 3) }), { nil: null }),
  combo: fc.option(
    fc.record({ given: fc.string(), item: fc.string(), confidence: fc.constant(0.4), count: fc.nat(99) }),
    { nil: null },
  ),
  response: fc.option(
    fc.record({
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
      usual: fc.double({ min: 0, max: 1, noNaN: true }),
      modelVersion: fc.constant('R1'),
    }),
    { nil: null },
  ),
  contact: fc.record({
    optedOut: fc.option(fc.constant({ on: TODAY, source: 'advisor' }), { nil: null, freq: 9 }),
    sentAtMs: fc.array(fc.constant(Date.parse('2026-03-16T03:00:00Z')), { maxLength: 4 }),
  }),
})

function mapDays(days: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(days).map(([rule, offset]) => [rule, addDays(TODAY, offset)]))
}

it('there are never more than three, never one twice, never two rungs, and best comes first', () => {
  fc.assert(
    fc.property(someFacts, (facts) => {
      const actions = rank(facts)
      const rules = actions.map((action) => action.rule)
      expect(rules.length).toBeLessThanOrEqual(MAX_ACTIONS)
      expect(new Set(rules).size).toBe(rules.length)
      expect(rules.filter((rule) => rule.startsWith('win-back')).length).toBeLessThanOrEqual(1)
      const places = actions.map(({ rule, score }) => -1e9 * precedenceOf(rule) + score)
      expect(places).toEqual([...places].sort((a, b) => b - a))
      if (facts.contact.optedOut) expect(rules.filter((rule) => rule !== 'reply-pending')).toEqual([])
      expect(rules.some((rule) => (facts.snoozedUntil[rule] ?? '') > TODAY)).toBe(false)
    }),
  )
})

it('the same facts give the same answer, in whatever order cars and tags come', () => {
  fc.assert(
    fc.property(someFacts, (facts) => {
      const turned = { ...facts, vehicles: [...facts.vehicles].reverse(), tags: [...facts.tags].reverse() }
      expect(rank(facts).map((action) => [action.rule, action.score])).toEqual(
        rank(turned).map((action) => [action.rule, action.score]),
      )
    }),
  )
})
