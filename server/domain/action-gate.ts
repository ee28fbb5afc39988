import type { ActionFacts, Stage } from './action-facts.ts'
import type { ActionRule } from './actions.ts'
import type { LocalDate } from './time.ts'

/** Why one proposal is held back although its reason holds. What holds for every message is contact-gate.ts. */
export type ActionRefusal =
  | { kind: 'switched-off' }
  | { kind: 'wrong-stage'; stage: Stage }
  | { kind: 'promise-first'; dueOn: LocalDate; title: string }
  | { kind: 'out-of-stock' }
  | { kind: 'opted-out' }
export const ACTION_REFUSALS = [
  'switched-off',
  'wrong-stage',
  'promise-first',
  'out-of-stock',
  'opted-out',
] as const satisfies readonly ActionRefusal['kind'][]

/** Offers make sense only in some stages; what is not named here fits every stage. */
const STAGES_OF: Partial<Record<ActionRule, readonly Stage[]>> = {
  'next-level': ['introduction', 'growth', 'maturity'],
  'combo-offer': ['introduction', 'growth', 'maturity'],
  'high-value-care': ['growth', 'maturity', 'introduction'],
}

/** Selling: it waits until what was promised is done. */
const OFFERS: readonly ActionRule[] = [
  'win-back-3m',
  'win-back-5m',
  'win-back-7m',
  'trade-in-window',
  'next-level',
  'combo-offer',
  'high-value-care',
  'churn-warning',
]

/** An answer to what the customer asked is no advertising: it may be given after an opt-out, and is not counted. */
export function isAnswer(rule: string): boolean {
  return rule === 'reply-pending'
}

export interface Offered {
  isOn: boolean
  /** Scripts fit, and each of them promises what there is none left of. */
  isOutOfStock: boolean
}

/** Null when the proposal may be made. */
export function gateAction(rule: ActionRule, facts: ActionFacts, offered: Offered): ActionRefusal | null {
  if (!offered.isOn) return { kind: 'switched-off' }
  if (facts.contact.optedOut !== null && !isAnswer(rule)) return { kind: 'opted-out' }
  const stages = STAGES_OF[rule]
  if (facts.stage !== null && stages !== undefined && !stages.includes(facts.stage))
    return { kind: 'wrong-stage', stage: facts.stage }
  if (facts.promise !== null && OFFERS.includes(rule)) return { kind: 'promise-first', ...facts.promise }
  return offered.isOutOfStock ? { kind: 'out-of-stock' } : null
}
