import { activeWithin, type MbgParameters } from './mbg-nbd.ts'
import type { History } from './purchase-history.ts'

export const CHURN_BANDS = ['high', 'medium', 'low'] as const
export type ChurnBand = (typeof CHURN_BANDS)[number]

export const CHURN_WEEKS = 26
const HIGH = 0.8
const MEDIUM = 0.5

/** The figure staff see: how likely it is that nothing happens in the weeks ahead. */
export function churnWithin(parameters: MbgParameters, history: History, weeks = CHURN_WEEKS): number {
  return 1 - activeWithin(parameters, history, weeks)
}

export function churnBand(churn: number): ChurnBand {
  if (churn >= HIGH) return 'high'
  return churn >= MEDIUM ? 'medium' : 'low'
}
