import { z } from 'zod'
import { ACTION_RULES } from '../../../domain/actions.ts'

export const METRICS = ['answered', 'replied', 'visited', 'bought'] as const
const metric = z.enum(METRICS)

export const experimentInput = z.strictObject({
  name: z.string().trim().min(1).max(40),
  scene: z.enum(ACTION_RULES),
  metric: metric.default('answered'),
  /** Scripts against each other, or versions of one; the first is what the others are compared with. */
  arms: z
    .array(
      z.strictObject({ scriptId: z.string(), version: z.number().int().min(1).nullable().default(null) }),
    )
    .min(2)
    .max(4)
    .refine((arms) => new Set(arms.map((arm) => `${arm.scriptId} ${arm.version}`)).size === arms.length, {
      error: 'two arms that are the same',
    }),
})
export type ExperimentInput = z.input<typeof experimentInput>

const comparison = z.object({
  difference: z.number(),
  low: z.number(),
  high: z.number(),
  p: z.number(),
  /** After Holm, when there are more than two arms. */
  adjustedP: z.number(),
  /** Holds however often somebody looks. */
  alwaysValidP: z.number(),
})

const arm = z.object({
  key: z.string(),
  scriptId: z.string(),
  version: z.number().nullable(),
  title: z.string(),
  /** Customers who got this one; of those, whose windows have closed; of those, who did what is measured. */
  customers: z.number(),
  closed: z.number(),
  successes: z.number(),
  rate: z.object({ share: z.number(), low: z.number(), high: z.number() }).nullable(),
  /** Against the first arm; null for the first one, and while there is not enough. */
  comparison: comparison.nullable(),
})

export const VERDICTS = ['not-enough', 'allocation-broken', 'no-difference', 'better', 'worse'] as const

export const experiment = z.object({
  id: z.string(),
  name: z.string(),
  scene: z.enum(ACTION_RULES).nullable(),
  metric,
  state: z.enum(['running', 'ended']),
  createdAt: z.iso.datetime(),
  createdBy: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
  arms: z.array(arm),
  /** Whether the customers were shared out as planned. */
  allocationP: z.number(),
  /** Closed customers each arm needs to see a change of a fifth; null while the rate of the first is not known. */
  needed: z.number().nullable(),
  verdict: z.enum(VERDICTS),
  /** The arm the verdict is about. */
  verdictArm: z.string().nullable(),
})
export type Experiment = z.infer<typeof experiment>
export const experimentPage = z.object({ items: z.array(experiment), nextCursor: z.string().nullable() })
export type ExperimentPage = z.infer<typeof experimentPage>
export const experimentQuery = z.strictObject({ cursor: z.string().optional() })
export const experimentId = z.strictObject({ id: z.string() })
