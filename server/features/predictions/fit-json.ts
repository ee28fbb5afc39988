import { z } from 'zod'
import { modelFit, type ModelFit } from './contract.ts'

// What a fit keeps as JSON: written and read here only.

export const mbgParameters = z.object({
  r: z.number(),
  alpha: z.number(),
  a: z.number(),
  b: z.number(),
  k: z.number(),
})

export const spendFit = z.object({
  /** null: too few paid visits; the pooled mean stands in. */
  parameters: z.object({ p: z.number(), q: z.number(), v: z.number() }).nullable(),
  pooledYuan: z.number(),
  payers: z.number(),
  /** From ±0.3 on the model's assumption does not hold. */
  correlation: z.number(),
  paidShare: z.number(),
})
export type SpendFit = z.infer<typeof spendFit>

export const replacementFit = z.object({
  fromMonths: z.number(),
  toMonths: z.number(),
  observed: z.number(),
})

export type ModelCheck = ModelFit['checks'][number]
export type ItemBacktest = NonNullable<NonNullable<ModelFit['visits']>['items']>
export type StoredBacktest = NonNullable<ModelFit['backtest']>
export const visitChecks = modelFit.shape.visits
export const checks = modelFit.shape.checks
export const backtest = modelFit.shape.backtest
