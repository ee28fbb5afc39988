import { z } from 'zod'
import { GRADES } from '../../domain/grade.ts'
import { STAGES } from '../../domain/lifecycle.ts'
import { RELATION_DAYS } from '../../domain/relation.ts'

const stage = z.enum(STAGES)
const grade = z.enum(GRADES)
const months = z.number().int().min(1).max(120)
const ascending = (values: readonly number[]): boolean =>
  values.every((value, n) => n === 0 || value > (values[n - 1] ?? 0))
const step = z.strictObject({ from: z.number().nonnegative(), points: z.number().int().min(0).max(100) })
const steps = z.array(step).max(6)
const window = z.number().int().min(1).max(RELATION_DAYS)

function sumOfMost(parts: readonly { points: number }[][]): number {
  return parts.reduce((sum, part) => sum + Math.max(0, ...part.map((one) => one.points)), 0)
}

/** The numbers behind stage, ladder, grade and closeness; a corp, or one of its units, may change each of them. */
export const standingTerms = z.strictObject({
  stage: z
    .strictObject({
      dormantAfterMonths: months,
      lostAfterMonths: months,
      maturityPaidVisitDays: z.number().int().min(2).max(50),
      maturityAfterMonths: months,
    })
    .refine((value) => value.lostAfterMonths > value.dormantAfterMonths, {
      path: ['lostAfterMonths'],
      message: 'must be longer than dormantAfterMonths',
    }),
  ladder: z.strictObject({
    isOn: z.boolean(),
    by: z.enum(['months', 'ratio']),
    months: z.array(months).min(1).max(3).refine(ascending, 'must ascend'),
    ratios: z.array(z.number().min(0.5).max(20)).min(1).max(3).refine(ascending, 'must ascend'),
    /** New tasks of the ladder for one advisor and day; the rest follows on the days after. */
    perAdvisorADay: z.number().int().min(1).max(500),
    actWithinDays: z.number().int().min(0).max(30),
  }),
  grade: z
    .strictObject({
      aFrom: z.number().int().min(1).max(100),
      bFrom: z.number().int().min(1).max(100),
      steps: z.strictObject({ spend: steps, vehicle: steps, visits: steps, recency: steps, value: steps }),
    })
    .refine((value) => value.aFrom > value.bFrom, { path: ['aFrom'], message: 'must be above bFrom' }),
  distance: z
    .strictObject({
      days: z.strictObject({ replies: window, visits: window, links: window, moments: window }),
      steps: z.strictObject({
        contact: steps,
        replies: steps,
        visits: steps,
        links: steps,
        groups: steps,
        moments: steps,
      }),
    })
    .refine(({ steps: parts }) => sumOfMost(Object.values(parts)) <= 100, {
      path: ['steps'],
      message: 'the best steps of all parts together must be at most 100',
    }),
})
export type StandingTerms = z.infer<typeof standingTerms>

export const gradePart = z.object({
  part: z.enum(['spend', 'vehicle', 'visits', 'recency', 'value']),
  points: z.number(),
  most: z.number(),
  value: z.number().nullable(),
})
export const relationPart = z.object({
  part: z.enum(['contact', 'replies', 'visits', 'links', 'groups', 'moments']),
  points: z.number(),
  most: z.number(),
  value: z.number().nullable(),
  /** Of the replies: messages whose seven days are over. */
  sends: z.number().optional(),
})

/** Where a customer stands and why, with the dates and points that say so. */
export const standingAnswer = z.object({
  /** null: nobody has looked yet. */
  standing: z
    .object({
      stage,
      ruleStage: stage,
      cause: z.string(),
      since: z.iso.date().nullable(),
      override: z
        .object({ until: z.iso.date(), byName: z.string().nullable(), reason: z.string() })
        .nullable(),
      lastVisitOn: z.iso.date().nullable(),
      visitDays: z.number(),
      reactivatedOn: z.iso.date().nullable(),
      overdue: z
        .object({ ratio: z.number(), gapDays: z.number(), source: z.enum(['forecast', 'service-interval']) })
        .nullable(),
      ladder: z.object({ rung: z.number(), dueOn: z.iso.date(), held: z.string().nullable() }).nullable(),
      grade: z.object({ grade, points: z.number(), parts: z.array(gradePart) }).nullable(),
      distance: z.number(),
      distanceParts: z.array(relationPart),
      /** Days from the first look at cars to the one bought, of the last time. */
      daysToBuy: z.number().nullable(),
      /** Models driven or seen in the latest search. */
      modelsCompared: z.number().nullable(),
      lastTouchAt: z.iso.datetime().nullable(),
      asOf: z.iso.date(),
    })
    .nullable(),
  terms: z.object({
    dormantAfterMonths: z.number(),
    lostAfterMonths: z.number(),
    maturityPaidVisitDays: z.number(),
    maturityAfterMonths: z.number(),
    aFrom: z.number(),
    bFrom: z.number(),
  }),
  changes: z.array(
    z.object({
      at: z.iso.datetime(),
      from: stage.nullable(),
      to: stage,
      cause: z.string(),
      staffName: z.string().nullable(),
    }),
  ),
})
export type StandingAnswer = z.infer<typeof standingAnswer>

export const stageOverride = z.strictObject({
  stage,
  /** The last day on which it counts. */
  until: z.iso.date(),
  reason: z.string().trim().min(1).max(200),
})
export type StageOverride = z.infer<typeof stageOverride>

export const lifecycleQuery = z.object({ unitId: z.string().max(64).optional() })

const activity = z.object({
  id: z.string(),
  name: z.string(),
  owners: z.number(),
  active30: z.number(),
  active90: z.number(),
  reachable: z.number(),
  lost: z.number(),
})
export type Activity = z.infer<typeof activity>

/** The customers one may see, by stage; every number opens into the list of customers. */
export const lifecycle = z.object({
  asOf: z.iso.date(),
  stages: z.array(z.object({ stage, count: z.number() })),
  /** Not looked at yet. */
  without: z.number(),
  /** In the last 30 days; customers, not moves. */
  flows: z.array(z.object({ from: stage, to: stage, count: z.number() })),
  grades: z.array(z.object({ grade, count: z.number() })),
  ladder: z.object({
    isOn: z.boolean(),
    by: z.enum(['months', 'ratio']),
    rungs: z.array(
      z.object({
        rung: z.number(),
        /** Months or expected gaps after the last visit. */
        after: z.number(),
        /** Stand on it; of them without a task because something holds it back; with an open task. */
        due: z.number(),
        held: z.number(),
        open: z.number(),
      }),
    ),
  }),
  all: activity,
  units: z.array(activity),
  staff: z.array(activity),
})
export type Lifecycle = z.infer<typeof lifecycle>

const spendRow = z.object({
  id: z.string(),
  name: z.string(),
  owners: z.number(),
  /** Owners who spent something. */
  payers: z.number(),
  spentFen: z.number(),
})
export type SpendRow = z.infer<typeof spendRow>

/** What owners spent on service in twelve months: by owner and year, whole, by unit and by advisor. */
export const spend = z.object({
  /** The days counted begin behind this one. */
  after: z.iso.date(),
  until: z.iso.date(),
  all: spendRow,
  units: z.array(spendRow),
  staff: z.array(spendRow),
})
export type Spend = z.infer<typeof spend>

export const spendQuery = z.object({
  unitId: z.string().max(64).optional(),
  staffId: z.string().max(64).optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type SpendQuery = z.infer<typeof spendQuery>
const ownerSpend = z.object({
  customerId: z.string(),
  name: z.string(),
  spentFen: z.number(),
  /** Days with an order. */
  visits: z.number(),
  lastOn: z.iso.date(),
})
export type OwnerSpend = z.infer<typeof ownerSpend>
export const ownerSpendPage = z.object({ items: z.array(ownerSpend), nextCursor: z.string().nullable() })
export type OwnerSpendPage = z.infer<typeof ownerSpendPage>

/** '': the corp. */
const unitId = z.string().max(64).default('')
export const standingQuery = z.object({ unitId })
export const standingChange = z.strictObject({ unitId, terms: standingTerms })
export type StandingChange = z.infer<typeof standingChange>
export const standingUnit = z.strictObject({ unitId: z.string().min(1).max(64) })
export const standingVersion = z.strictObject({ id: z.string().min(1).max(64) })

export const standingSettings = z.object({
  unitId: z.string(),
  /** False: a unit that goes by the corp. */
  isOwn: z.boolean(),
  terms: standingTerms,
  defaults: standingTerms,
  units: z.array(z.object({ id: z.string(), name: z.string(), isOwn: z.boolean() })),
  /** What counted from when on, the newest first. */
  versions: z.array(
    z.object({
      id: z.string(),
      at: z.iso.datetime(),
      byName: z.string().nullable(),
      /** null: the unit went back to the corp. */
      terms: standingTerms.nullable(),
      before: standingTerms.nullable(),
      isInForce: z.boolean(),
    }),
  ),
})
export type StandingSettings = z.infer<typeof standingSettings>

const beside = { now: z.number(), then: z.number() }
/** How a fair sample of customers would stand under other terms; nothing is written. */
export const standingPreview = z.object({
  sampled: z.number(),
  of: z.number(),
  stages: z.array(z.object({ stage, ...beside })),
  grades: z.array(z.object({ grade, ...beside })),
  rungs: z.array(z.object({ rung: z.number(), ...beside })),
  /** Means; null: nobody in the sample. */
  distance: z.object(beside).nullable(),
})
export type StandingPreview = z.infer<typeof standingPreview>
