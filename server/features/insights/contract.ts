import { z } from 'zod'

export const tierCounts = z.object({
  /** null before the first calibration: there are no tiers yet, which is not the same as none. */
  calibration: z
    .object({
      version: z.string(),
      asOf: z.iso.date(),
      windowDays: z.number(),
      mode: z.enum(['score-mean', 'value-mean', 'fixed', 'quantile5']),
      counted: z.number(),
    })
    .nullable(),
  /** One entry for each of the eight tiers, also when nobody is in it. */
  tiers: z.array(z.object({ code: z.number().int().min(0).max(7), count: z.number() })),
  /** Customers without a visit in the window. */
  withoutTier: z.number(),
})
export type TierCounts = z.infer<typeof tierCounts>

const rfmMode = z.enum(['score-mean', 'value-mean', 'fixed', 'quantile5'])

/** '': the corp. */
const unitId = z.string().max(64).default('')
export const rfmQuery = z.object({ unitId })

export const rfmTermsInput = z
  .strictObject({
    windowDays: z.number().int().min(90).max(1825),
    mode: rfmMode,
    moneyOf: z.enum(['service', 'all']),
    /** For mode fixed: high is recency ≤, frequency ≥, monetary ≥ these. */
    limits: z
      .strictObject({
        recency: z.number().int().nonnegative(),
        frequency: z.number().int().positive(),
        monetary: z.number().int().nonnegative(),
      })
      .optional(),
  })
  .refine((terms) => terms.mode !== 'fixed' || terms.limits !== undefined, {
    path: ['limits'],
    message: 'mode fixed needs limits',
  })
export const rfmChange = z.strictObject({ unitId, terms: rfmTermsInput })
export type RfmChange = z.infer<typeof rfmChange>
export const rfmVersionInput = z.strictObject({ version: z.string().min(1).max(64) })
export const rfmUnitInput = z.strictObject({ unitId: z.string().min(1).max(64) })

export const rfmState = z.object({
  unitId: z.string(),
  /** False: a unit that is measured with the corp. */
  isOwn: z.boolean(),
  terms: z.object({
    windowDays: z.number(),
    mode: rfmMode,
    moneyOf: z.enum(['service', 'all']),
    limits: z.object({ recency: z.number(), frequency: z.number(), monetary: z.number() }).optional(),
  }),
  units: z.array(z.object({ id: z.string(), name: z.string(), isOwn: z.boolean() })),
  versions: z.array(
    z.object({
      version: z.string(),
      asOf: z.iso.date(),
      windowDays: z.number(),
      mode: rfmMode,
      moneyOf: z.enum(['service', 'all']),
      counted: z.number(),
      createdAt: z.iso.datetime(),
      byName: z.string().nullable(),
      fromVersion: z.string().nullable(),
      isInForce: z.boolean(),
    }),
  ),
})
export type RfmState = z.infer<typeof rfmState>

const eight = z.array(z.object({ code: z.number().int().min(0).max(7), count: z.number() }))
/** How many would be in each tier, beside how many are. null: nobody to measure. */
export const rfmPreview = z.object({ counted: z.number(), now: eight, then: eight.nullable() })
export type RfmPreview = z.infer<typeof rfmPreview>

export const recalibration = z.object({ jobId: z.string() })
