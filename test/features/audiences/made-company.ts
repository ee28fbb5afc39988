import fc from 'fast-check'
import { addDays, startOfDayMs } from '../../../server/domain/time.ts'
import type { Condition } from '../../../server/domain/audience/condition.ts'
import {
  CHOICE_FIELDS,
  LIMITS,
  MEASURES,
  RANGE_FIELDS,
  type ChoiceField,
} from '../../../server/domain/audience/condition.ts'

export const CORP = 'wwlanyue00fake0001'
export const TODAY = '2026-03-17'
const STAFF = ['S1', 'S2', 'S3']
export const UNITS = { brand: '/brand/', east: '/brand/east/', west: '/brand/west/' }
const MODELS = ['S7', 'L5', "O'Brien\\%_"]
export const HOUR_MS = 3_600_000

const day = fc.integer({ min: -800, max: 60 }).map((days) => addDays(TODAY, days))
/** Often at the very edge of a day, where a wrong comparison shows. */
const instant = fc
  .tuple(fc.integer({ min: -400, max: 2 }), fc.constantFrom(0, 1, 12 * HOUR_MS, 24 * HOUR_MS - 1))
  .map(([days, ms]) => new Date(startOfDayMs(addDays(TODAY, days)) + ms))
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

const customer = fc.record({
  gender: fc.integer({ min: 0, max: 2 }),
  search: fc.constantFrom('林 lin l', "o'neil%", '', '王五 wangwu ww'),
  code: maybe(fc.integer({ min: 0, max: 7 })),
  standing: maybe(
    fc.record({
      stage: fc.constantFrom('growth', 'lost'),
      grade: maybe(fc.constantFrom('A', 'C')),
      distance: fc.integer({ min: 0, max: 100 }),
      daysToBuy: maybe(fc.constantFrom(0, 7, 30)),
      modelsCompared: maybe(fc.constantFrom(1, 3, 30)),
    }),
  ),
  prediction: maybe(
    fc.record({
      churn: maybe(fc.constantFrom(0, 0.07, 0.29, 0.5, 0.9999)),
      churnBand: maybe(fc.constantFrom('high', 'low')),
      clvFen: maybe(fc.constantFrom(0, 12_345, 30_000)),
      nextVisit: maybe(fc.tuple(day, day)),
      replacement: maybe(fc.tuple(day, day)),
    }),
  ),
  chance: maybe(fc.constantFrom(0, 0.07, 0.29, 1)),
  /** Of each field what the portrait shows, and when it was said. */
  profile: fc.record(
    {
      birthday: fc.constantFrom(
        ...['1990-05-03', '12-31', 'spring', '1990-03-17', '1990-03-18', '2024-02-29', '2999-01-01'],
        ...['abcd-ef-gh', '1899-12-31', '1996-02-29'],
      ),
      age: fc.constantFrom('35', '0', '120', '121', '035', '三十', '36 岁'),
      gender: fc.constantFrom('男', '女', 'F', '不详'),
      city: fc.constantFrom('上海', "O'Brien\\%_"),
      interests: fc.constantFrom('露营、自驾', '自驾', '亲子露营', '露营、亲子', '%'),
      budget: fc.constantFrom('20 万', '30 万'),
    },
    { requiredKeys: [] },
  ),
  saidAt: instant,
  /** Said before, by somebody else, and shown no more. */
  formerCity: maybe(fc.constantFrom('上海', '北京')),
  lastVisitOn: day,
  frequency: fc.integer({ min: 1, max: 6 }),
  monetaryFen: fc.integer({ min: 0, max: 30_000 }),
  tags: fc.uniqueArray(fc.constantFrom('rule:R1', 'name:大客户'), { maxLength: 2 }),
  lostTags: fc.uniqueArray(fc.constantFrom('rule:R1', 'name:老'), { maxLength: 2 }),
  follows: fc.uniqueArray(
    fc.record({
      staffId: fc.constantFrom(...STAFF),
      addWay: fc.integer({ min: 0, max: 3 }),
      state: fc.constantFrom(null, '', 'spring'),
      search: fc.constantFrom('', '林姐 linjie', '二保'),
      followedAt: instant,
      endedAt: maybe(instant),
      isAwaiting: fc.boolean(),
      tagIds: fc.uniqueArray(fc.constantFrom('T1', 'T2', 'GONE'), { maxLength: 2 }),
    }),
    { maxLength: 3, selector: (follow) => follow.staffId },
  ),
  vehicles: fc.array(
    fc.record({
      model: maybe(fc.constantFrom(...MODELS)),
      deliveredOn: maybe(fc.oneof(day, fc.constantFrom('2024-02-29', '2025-11-30', '2025-08-31'))),
      nextServiceOn: maybe(day),
      warrantyEndsOn: maybe(day),
      insuranceEndsOn: maybe(day),
      inspectionDueOn: maybe(day),
    }),
    { maxLength: 2 },
  ),
  orders: fc.array(
    fc.record({
      kind: fc.constantFrom('vehicle', 'service', 'visit'),
      status: fc.constantFrom('done', 'done', 'cancelled'),
      paidFen: fc.constantFrom(0, 100, 12_345, 50_000),
      refundedFen: fc.constantFrom(0, 0, 100, 60_000),
      at: instant,
      vehicleModel: maybe(fc.constantFrom(...MODELS)),
    }),
    { maxLength: 4 },
  ),
  events: fc.array(
    fc.record({
      kind: fc.constantFrom('note', 'link-open', 'test-drive'),
      at: instant,
      subject: maybe(fc.constantFrom(...MODELS)),
      amount: maybe(fc.constantFrom(0.5, 3, 120)),
    }),
    { maxLength: 3 },
  ),
  groups: fc.uniqueArray(
    fc.record({ chatId: fc.constantFrom('G1', 'G2', 'CLOSED'), joinedAt: instant, leftAt: maybe(instant) }),
    { maxLength: 2, selector: (member) => member.chatId },
  ),
  targets: fc.uniqueArray(
    fc.record({
      postId: fc.constantFrom('P1', 'P2'),
      staffId: fc.constantFrom(...STAFF),
      state: fc.constantFrom('delivered', 'delivered', 'missed'),
      sentAt: instant,
    }),
    { maxLength: 2, selector: (target) => target.postId },
  ),
  likes: fc.uniqueArray(
    fc.record({
      kind: fc.constantFrom('like', 'comment'),
      momentId: fc.constantFrom('M1', 'M2'),
      at: instant,
    }),
    { maxLength: 3, selector: (like) => `${like.kind}${like.momentId}${like.at.getTime()}` },
  ),
})
export type MadeCustomer = typeof customer extends fc.Arbitrary<infer T> ? T : never
export const madeCompany = fc.array(customer, { minLength: 1, maxLength: 6 })

const VALUES: Record<ChoiceField, readonly string[]> = {
  relation: ['followed', 'awaiting', 'lost', 'none'],
  gender: ['1', '2', ''],
  unit: ['brand', 'east', 'west', ''],
  owner: [...STAFF, ''],
  addWay: ['0', '1', '2', ''],
  channel: ['spring', 'autumn', ''],
  group: ['G1', 'G2', ''],
  corpTag: ['T1', 'T2', 'GONE', ''],
  tag: ['rule:R1', 'name:大客户', 'name:老', ''],
  tier: ['0', '3', '7', ''],
  stage: ['growth', 'lost', ''],
  grade: ['A', 'C', ''],
  churnBand: ['high', 'low', ''],
  birthdayMonth: ['5', '12', '1', ''],
  city: ['上海', '北京', "O'Brien\\%_", ''],
  interests: ['露营', '自驾', '亲子', '%', ''],
  budget: ['20 万', '30 万', ''],
  ...{
    occupation: ['x', ''],
    education: ['x', ''],
    family: ['x', ''],
    children: ['x', ''],
    income: ['x', ''],
  },
  ...{ driving: ['x', ''], modelWanted: ['x', ''], preferredStore: ['x', ''], preferredTime: ['x', ''] },
  model: [...MODELS, ''],
  postDelivered: ['P1', 'P2', ''],
  postOpened: ['P1', 'P2', ''],
  postActed: ['P1', 'P2', ''],
  postVisited: ['P1', 'P2', ''],
}

const small = fc.option(fc.integer({ min: -40, max: 400 }), { nil: undefined })
/** At least one end, in order. */
const bounds = fc.tuple(small, small).map(([a, b]) => {
  if (a === undefined && b === undefined) return { min: 1 }
  return a !== undefined && b !== undefined && a > b ? { min: b, max: a } : { min: a, max: b }
})
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom('林', 'LIN 二保', "o'neil%", '%', '_').map((text) => ({ is: 'name' as const, text })),
  fc
    .constantFrom(...CHOICE_FIELDS)
    .chain((field) =>
      fc
        .uniqueArray(fc.constantFrom(...VALUES[field]), { minLength: 1, maxLength: 3 })
        .map((values) => ({ is: 'choice' as const, field, values })),
    ),
  fc
    .tuple(fc.constantFrom(...RANGE_FIELDS), bounds)
    .map(([field, ends]) => ({ is: 'range' as const, field, ...ends })),
  fc
    .record({
      kinds: fc.uniqueArray(
        fc.constantFrom(
          'order-vehicle',
          'order-service',
          'order-visit',
          'group-join',
          'like',
          'comment',
          'note',
          'link-open',
          'test-drive',
          'unheard',
        ),
        { minLength: 1, maxLength: 4 },
      ),
      about: fc.option(fc.constantFrom('S7', "O'Brien\\%_", '%'), { nil: undefined }),
      withinDays: fc.option(fc.constantFrom(1, 30, 365), { nil: undefined }),
      measure: fc.constantFrom(...MEASURES),
      ends: fc.oneof(
        bounds,
        fc.constantFrom({ min: 1 }, { max: 0 }, { min: 0 }, { max: 2 }, { min: 123, max: 124 }, { min: 8 }),
      ),
    })
    .map(({ ends, ...rest }) => ({ is: 'facts' as const, ...rest, ...ends })),
)
export const madeCondition: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: LIMITS.depth - 1, withCrossShrink: true },
    { weight: 5, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie('tree'), { maxLength: 3 }).map((all) => ({ all })) },
    { weight: 1, arbitrary: fc.array(tie('tree'), { maxLength: 3 }).map((any) => ({ any })) },
    { weight: 1, arbitrary: tie('tree').map((not) => ({ not })) },
  ),
})).tree
