import { z } from 'zod'

export const responseState = z.enum(['ok', 'not-enough-data', 'no-better'])

export const responseModel = z.object({
  version: z.string(),
  state: responseState,
  trainedAt: z.iso.datetime(),
  /** Messages whose seven days are over, and how many of them were answered. */
  rows: z.number(),
  answers: z.number(),
  needs: z.object({ rows: z.number(), answers: z.number() }),
  /** null with too little data. On the latest fifth of the messages. */
  quality: z
    .object({
      count: z.number(),
      baseRate: z.number(),
      auc: z.number(),
      brier: z.number(),
      baseBrier: z.number(),
      logLoss: z.number(),
    })
    .nullable(),
  reliability: z.array(z.object({ count: z.number(), predicted: z.number(), observed: z.number() })),
  /** What moves the chance, in log-odds for one unit (or for the level against the reference). */
  coefficients: z.array(z.object({ feature: z.string(), level: z.string().nullable(), value: z.number() })),
  /** The kind of message the others are measured against. */
  reference: z.string(),
  calibration: z.enum(['platt', 'isotonic']).nullable(),
  scored: z.number(),
})
export type ResponseModelView = z.infer<typeof responseModel>

export const responseView = z.object({ isOn: z.boolean(), model: responseModel.nullable() })
export type ResponseView = z.infer<typeof responseView>

/** How likely one customer answers, and what of them moves that: above 0 more likely than others. */
export const customerResponse = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('known'),
    chance: z.number(),
    /** Of all messages the model was tried on. */
    average: z.number(),
    reasons: z.array(z.object({ feature: z.string(), contribution: z.number() })),
    asOf: z.iso.date(),
  }),
  z.object({ state: z.enum(['off', 'not-enough-data']) }),
])
export type CustomerResponse = z.infer<typeof customerResponse>

export const responseSetting = z.strictObject({ isOn: z.boolean() })
export const startedTraining = z.object({ jobId: z.string() })
