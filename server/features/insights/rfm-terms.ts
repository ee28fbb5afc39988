import { z } from 'zod'
import type { RfmMode } from '../../domain/rfm.ts'
import { readCorpSetting } from '../corp-setting.ts'
import type { Deps } from '../deps.ts'
import { termsKey } from './tenants.ts'

const limits = z.object({
  recency: z.number().int().nonnegative(),
  frequency: z.number().int().positive(),
  monetary: z.number().int().nonnegative(),
})

/** How a corp measures its customers; the row 'rfm' of Setting overrides the defaults, 'rfm:<unit>' those for a unit. */
export const rfmTerms = z.object({
  windowDays: z.number().int().min(90).max(1825),
  mode: z.enum(['score-mean', 'value-mean', 'fixed', 'quantile5']),
  /** service: a car is worth hundreds of services and would hide them. all: for plain retail. */
  moneyOf: z.enum(['service', 'all']),
  limits: limits.optional(),
})
export type RfmTerms = z.infer<typeof rfmTerms>

export async function readTerms(deps: Deps, corpId: string, unitId = ''): Promise<RfmTerms> {
  const own = await readCorpSetting(deps.database.sql, corpId, termsKey(unitId))
  if (own === undefined && unitId !== '') return readTerms(deps, corpId)
  const stored = rfmTerms.partial().parse(own ?? {})
  return { ...defaultTerms(deps), ...stored }
}

export function defaultTerms({ defaults }: Deps): RfmTerms {
  return { windowDays: defaults.rfmWindowDays, mode: 'score-mean', moneyOf: 'service' }
}

export function modeOf(terms: RfmTerms): RfmMode {
  if (terms.mode !== 'fixed') return { kind: terms.mode }
  if (!terms.limits)
    throw new Error("The setting 'rfm' has mode fixed but no limits: add recency, frequency and monetary")
  return { kind: 'fixed', limits: terms.limits }
}
