import type { ActionRule } from './actions.ts'
import type { ChoiceField, RangeField } from './audience/condition.ts'

/** Everything that is foreseen of a customer. A corp can switch off each of them, and then nobody is told of it. */
export const FORESIGHTS = [
  'churn',
  'value',
  'nextVisit',
  'nextPurchase',
  'replacement',
  'pushTime',
  'combos',
  'response',
] as const
export type Foresight = (typeof FORESIGHTS)[number]

/** What audiences and tag rules can ask of a forecast. */
export const FORESEEN_FIELDS = {
  churnBand: 'churn',
  churnPercent: 'churn',
  clvYuan: 'value',
  nextVisitInDays: 'nextVisit',
  replacementInDays: 'replacement',
  responsePercent: 'response',
} as const satisfies Partial<Record<ChoiceField | RangeField, Foresight>>

/** Proposals that only a forecast makes. */
export const FORESEEN_RULES = {
  'churn-warning': 'churn',
  'combo-offer': 'combos',
} as const satisfies Partial<Record<ActionRule, Foresight>>

export function foresightOfField(field: string): Foresight | null {
  return Object.hasOwn(FORESEEN_FIELDS, field)
    ? FORESEEN_FIELDS[field as keyof typeof FORESEEN_FIELDS] // hasOwn has just said so
    : null
}
