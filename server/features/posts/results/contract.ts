import { z } from 'zod'

const rate = z.object({ value: z.number(), low: z.number(), high: z.number() })
export const FUNNEL_STEPS = ['delivered', 'opened', 'acted', 'visited'] as const
export const funnelArm = z.object({
  arm: z.enum(['a', 'b']),
  /** Persons at each step, every one also at the step before. */
  steps: z.array(z.object({ step: z.enum(FUNNEL_STEPS), persons: z.number() })),
})
export const funnel = z.object({
  /** Without a link that tells who opened it, nobody can say; the steps behind it are counted from the delivered. */
  hasLink: z.boolean(),
  /** Devices that opened the link of a task: they say how many, never who. */
  devices: z.object({ a: z.number(), b: z.number() }),
  /** Facts count that came within so many days of the delivery. */
  withinDays: z.number(),
  arms: z.array(funnelArm),
  total: funnelArm.shape.steps,
  comparison: z
    .object({
      verdict: z.enum(['not-enough', 'better', 'worse', 'no-difference', 'allocation-broken']),
      arms: z.array(
        z.object({
          arm: z.enum(['a', 'b']),
          rate: rate.nullable(),
          delivered: z.number(),
          answered: z.number(),
        }),
      ),
      /** How many each arm needs for a difference that matters. */
      needed: z.number().nullable(),
      least: z.number(),
      /** devices: nobody can say who opened it, so devices are held against those who were reached. */
      measure: z.enum(['opened', 'devices', 'acted']),
    })
    .nullable(),
})
export type Funnel = z.infer<typeof funnel>

export const momentResults = z.object({
  publishers: z.object({ published: z.number(), waiting: z.number() }),
  visible: z.number(),
  likes: z.number(),
  comments: z.number(),
  /** Newest first. */
  reactions: z.array(
    z.object({
      kind: z.enum(['like', 'comment']),
      name: z.string(),
      customerId: z.string().nullable(),
      isMasked: z.boolean(),
      staffName: z.string(),
      at: z.iso.datetime(),
    }),
  ),
  readAt: z.iso.datetime().nullable(),
})
export type MomentResults = z.infer<typeof momentResults>
