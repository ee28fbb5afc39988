import { z } from 'zod'
import { CHURN_BANDS } from '../../domain/analytics/churn.ts'
import { VISIT_RULES } from '../../domain/analytics/next-visit.ts'

const day = z.iso.date()

export const churnReason = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('overdue'),
    daysSince: z.number(),
    gapDays: z.number(),
    ratio: z.number(),
    /** By how many points the figure would be lower had the customer come in time. */
    points: z.number(),
  }),
  z.object({ kind: z.literal('single-visit'), daysSince: z.number() }),
  z.object({ kind: z.literal('fewer-visits'), now: z.number(), before: z.number() }),
  z.object({ kind: z.literal('long-ago'), daysSince: z.number() }),
  z.object({ kind: z.enum(['complaint', 'left-group', 'left-advisor']), on: day }),
  z.object({ kind: z.literal('low-survey'), on: day, score: z.number() }),
])
export type ChurnReason = z.infer<typeof churnReason>
export const churnReasons = z.array(churnReason)

/** The figures behind a customer's value. */
export const valueBasis = z.object({
  months: z.number(),
  spendFen: z.number(),
  paidVisits: z.number(),
  paidShare: z.number(),
  marginShare: z.number(),
  /** pooled: the mean of all, because the model has no finite mean or too little data. */
  basis: z.enum(['model', 'pooled']),
})

export const visitBasis = z.object({
  ownGaps: z.number(),
  /** Days between two visits as expected; null when only a date of the car decides. */
  gapDays: z.number().nullable(),
  classGaps: z.number().nullable(),
  dates: z.array(z.object({ rule: z.enum(VISIT_RULES), on: day })),
  /** What they are likely to buy then; null: too little is known. Rows from before this was foreseen have none. */
  item: z
    .object({ item: z.string(), confidence: z.number(), own: z.number(), of: z.number(), lastOn: day })
    .nullable()
    .default(null),
})

export const replacementBasis = z.object({
  /** signal: they asked for a trade-in. observed: as customers here did. terms: as the company set it. */
  basis: z.enum(['signal', 'observed', 'terms']),
  model: z.string().nullable(),
  deliveredOn: day.nullable(),
  signalOn: day.nullable(),
})

/** The last visit of each customer as it would have been foreseen. */
const visitChecks = z.object({
  dates: z
    .object({
      customers: z.number(),
      maeDays: z.number(),
      /** Always saying the median of everybody. */
      medianMaeDays: z.number(),
      /** Share of the visits within the window, and how long windows are. */
      coverage: z.number(),
      windowDays: z.number(),
    })
    .nullable(),
  items: z
    .object({
      /** Customers with enough visit-days, and those of whom something could be named. */
      of: z.number(),
      customers: z.number(),
      hitShare: z.number(),
      /** Always naming what is bought most. */
      commonestShare: z.number(),
      /** Mean of what was said. */
      confidence: z.number(),
    })
    .nullable(),
})

/** Why a figure is missing. */
const missing = z.object({ state: z.enum(['off', 'not-enough-data']) })
const known = z.object({ state: z.literal('known') })
const knownOr = <T extends z.ZodRawShape>(shape: T) => z.union([known.extend(shape), missing])

/** Everything foreseen of one customer, with the figures behind it. */
export const customerPrediction = z.object({
  /** null: no forecast has been made yet. */
  asOf: day.nullable(),
  model: z
    .object({
      version: z.string(),
      name: z.string(),
      source: z.enum(['own', 'parent']),
      fittedOn: day,
      customers: z.number(),
    })
    .nullable(),
  visitDays: z.number(),
  lastVisitOn: day.nullable(),
  churn: knownOr({
    probability: z.number(),
    weeks: z.number(),
    band: z.enum(CHURN_BANDS),
    reasons: churnReasons,
    crossedOn: day.nullable(),
  }),
  value: knownOr({ clvFen: z.number(), expectedVisits: z.number(), ...valueBasis.shape }),
  nextVisit: knownOr({
    on: day,
    from: day,
    to: day,
    rule: z.enum(VISIT_RULES),
    ...visitBasis.shape,
    /** What others take with it, by the rules of combinations. */
    withIt: z.object({ item: z.string(), percent: z.number(), count: z.number() }).nullable(),
    /** False: the corp wants no purchases foreseen. */
    isItemOn: z.boolean(),
    /** How right such forecasts were; null: not measured. */
    checks: visitChecks.nullable(),
  }),
  replacement: knownOr({ from: day, to: day, ...replacementBasis.shape }),
})
export type CustomerPrediction = z.infer<typeof customerPrediction>

export const riskQuery = z.object({
  band: z.enum(CHURN_BANDS).default('high'),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type RiskQuery = z.infer<typeof riskQuery>

export const riskList = z.object({
  items: z.array(
    z.object({
      customerId: z.string(),
      externalUserid: z.string().nullable(),
      name: z.string(),
      avatar: z.string().nullable(),
      staffNames: z.array(z.string()),
      probability: z.number(),
      reasons: churnReasons,
      lastVisitOn: day.nullable(),
      crossedOn: day.nullable(),
      clvFen: z.number().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
export type RiskList = z.infer<typeof riskList>

const modelCheck = z.object({
  name: z.string(),
  logLikelihood: z.number(),
  converged: z.boolean(),
  parameters: z.record(z.string(), z.number()),
})

const backtest = z.object({
  calibratedOn: day,
  weeks: z.number(),
  customers: z.number(),
  actualShare: z.number(),
  forecastShare: z.number(),
  models: z.array(
    z.object({ name: z.string(), mae: z.number(), rmse: z.number(), auc: z.number().nullable() }),
  ),
  /** Ranking by days since the last visit alone. */
  recencyAuc: z.number().nullable(),
  brier: z.number(),
  /** Of always saying the actual share. */
  baseBrier: z.number(),
  bins: z.array(z.object({ count: z.number(), forecast: z.number(), actual: z.number() })),
})

export const modelFit = z.object({
  id: z.string(),
  state: z.enum(['running', 'fitted', 'not-enough-data', 'failed']),
  asOf: day,
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  startedBy: z.string().nullable(),
  step: z.number(),
  steps: z.number(),
  errorText: z.string().nullable(),
  customers: z.number(),
  repeatVisits: z.number(),
  sampledFrom: z.number(),
  name: z.string().nullable(),
  logLikelihood: z.number().nullable(),
  converged: z.boolean(),
  parameters: z.record(z.string(), z.number()).nullable(),
  checks: z.array(modelCheck),
  spend: z
    .object({
      parameters: z.record(z.string(), z.number()).nullable(),
      pooledYuan: z.number(),
      payers: z.number(),
      correlation: z.number(),
      paidShare: z.number(),
    })
    .nullable(),
  backtest: backtest.nullable(),
  /** null: the fit is from before this was measured. */
  visits: visitChecks.nullable(),
})
export type ModelFit = z.infer<typeof modelFit>

/** What a corp forecasts and under which assumptions. */
export const predictionTerms = z.strictObject({
  churn: z.boolean(),
  value: z.boolean(),
  nextVisit: z.boolean(),
  /** What they buy at the next visit; without that visit nothing is said of it. */
  nextPurchase: z.boolean(),
  replacement: z.boolean(),
  /** At which hour to write to them. */
  pushTime: z.boolean(),
  /** Share of a service yuan that remains. */
  marginShare: z.number().min(0).max(1),
  serviceIntervalKm: z.number().int().min(1000).max(100_000),
  replacementFromMonths: z.number().int().min(1).max(240),
  replacementToMonths: z.number().int().min(2).max(300),
})
export type PredictionTerms = z.infer<typeof predictionTerms>

export const newTerms = predictionTerms.refine(
  (terms) => terms.replacementFromMonths < terms.replacementToMonths,
  { path: ['replacementToMonths'] },
)

export const modelPage = z.object({
  terms: predictionTerms,
  minimum: z.object({ customers: z.number(), repeatVisits: z.number() }),
  /** The fit whose parameters are in force; null before the first. */
  fit: modelFit.nullable(),
  /** Under way or just failed, newer than `fit`. */
  latest: modelFit.nullable(),
  /** Set when parameters of a sister corp stand in. */
  borrowed: z.boolean(),
  scoredOn: day.nullable(),
  /** Of the customers this person may see. */
  bands: z.object({ high: z.number(), medium: z.number(), low: z.number(), unknown: z.number() }),
})
export type ModelPage = z.infer<typeof modelPage>

export const fitQuery = z.object({
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(10),
})
export const fitList = z.object({ items: z.array(modelFit), nextCursor: z.string().nullable() })
export type FitList = z.infer<typeof fitList>

export const startedFit = z.object({ id: z.string() })
export const customerParams = z.object({ id: z.string().min(1).max(64) })
