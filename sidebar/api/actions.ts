import type { Outcome, OutcomeInput } from '../../server/features/actions/contract.ts'
import type { ConsentAnswer, ConsentInput } from '../../server/features/actions/gate/contract.ts'
import { post, put } from './request.ts'

export type { Outcome, OutcomeInput }

export const recordOutcome = (input: OutcomeInput): Promise<Outcome> => post('/actions/outcomes', input)

export function undoOutcome(id: string): Promise<object> {
  return post(`/actions/outcomes/${encodeURIComponent(id)}/undo`)
}

/** 客户已回复, or not after all. */
export function markReplied(id: string, isReplied: boolean): Promise<object> {
  return post(`/actions/outcomes/${encodeURIComponent(id)}/replied`, { isReplied })
}

export function saveConsent(customerId: string, consent: ConsentInput): Promise<ConsentAnswer> {
  return put(`/customers/${encodeURIComponent(customerId)}/consent`, consent)
}
