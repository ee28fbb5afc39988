import { z } from 'zod'
import { GRADES } from '../../domain/grade.ts'
import { STAGES } from '../../domain/lifecycle.ts'

const stage = z.enum(STAGES)
const grade = z.enum(GRADES)
const months = z.number().int().min(1).max(120)
const ascending = (values: readonly number[]): boolean =>
  values.every((value, n) => n === 0 || value > (values[n - 1] ?? 0))
const step = z.strictObject({ from: z.number().nonnegative(), points: z.number().int().min(0).max(100) })
const steps = z.array(step).max(6)

/** The numbers behind stage, ladder and grade; a corp may change each of them. */
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

export const standingSettings = z.object({
  terms: standingTerms,
  defaults: standingTerms,
  changedAt: z.iso.datetime().nullable(),
})
export type StandingSettings = z.infer<typeof standingSettings>
