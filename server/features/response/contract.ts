import { z } from 'zod'

const GROUPS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const

/** unreadable: kept by a version of ours that wrote it otherwise. */
export const responseState = z.enum(['ok', 'not-enough-data', 'no-better', 'unreadable'])

/** Why a training did not end. The browser has a text for each that says what to do. */
export const trainingReason = z.enum([
  'interrupted',
  'process-ended',
  'disk-full',
  'database-away',
  'not-finite',
  'internal',
])
export type TrainingReason = z.infer<typeof trainingReason>

/** The last run of the training, whatever came of it. */
export const responseTraining = z.object({
  state: z.enum(['running', 'done', 'failed']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** null: by the clock. */
  startedBy: z.string().nullable(),
  attempt: z.number(),
  attempts: z.number(),
  /** Why the last try did not end; a running one is trying again. */
  reason: trainingReason.nullable(),
  errorText: z.string().nullable(),
})

/** How the model was fitted, for whoever judges it. */
export const responseFit = z.object({
  rows: z.number(),
  answers: z.number(),
  lambda: z.number(),
  isConverged: z.boolean(),
  iterations: z.number(),
  logLikelihood: z.number(),
  /** Of saying the average of these messages for each of them. */
  constantLogLikelihood: z.number(),
  /** Where it began, and after each iteration. */
  path: z.array(z.number()),
})

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
      answers: z.number(),
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
  /** null: with too little data, and of models that were trained before this was kept. */
  fit: responseFit.nullable(),
  /** The fifth of the tested messages the model gave the best chances, against all of them. */
  top: z
    .object({
      count: z.number(),
      answers: z.number(),
      rate: z.number(),
      low: z.number(),
      high: z.number(),
      lift: z.number().nullable(),
    })
    .nullable(),
  scored: z.number(),
})
export type ResponseModelView = z.infer<typeof responseModel>

export const responseView = z.object({
  isOn: z.boolean(),
  /** The last training that ended. */
  model: responseModel.nullable(),
  /** What is used now; a training that failed takes nothing away. */
  inUse: z.object({ version: z.string(), trainedAt: z.iso.datetime() }).nullable(),
  training: responseTraining.nullable(),
})
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

/** The tested messages behind a number: all, the upper fifth, or one of the ten groups. */
export const trialQuery = z.strictObject({
  part: z.enum(['all', 'top', ...GROUPS]).default('all'),
  what: z.enum(['all', 'answered']).default('all'),
  cursor: z.string().optional(),
})
export const trialParams = z.strictObject({ version: z.string() })

export const trialPage = z.object({
  items: z.array(
    z.object({
      place: z.number(),
      chance: z.number(),
      isAnswered: z.boolean(),
      /** null: the record of the message is gone. */
      message: z
        .object({
          customerName: z.string(),
          /** null: not of a customer one may see. */
          customerId: z.string().nullable(),
          staffName: z.string(),
          rule: z.string(),
          sentAt: z.iso.datetime(),
        })
        .nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
export type TrialPage = z.infer<typeof trialPage>
