import { gateContact, stopsPerson } from '../../domain/contact-gate.ts'
import type { StoredGate } from '../actions/action-list.ts'
import type { CustomerPanel } from './contract.ts'

export interface FoundGate {
  situation: string
  gate: StoredGate
}

const OPEN: CustomerPanel['outreach'] = { refusal: null, heldBack: [], lastSend: null }

/** Whether the customer may be written to at this hour; nothing stored means that nothing speaks against it. */
export function gateOf(found: FoundGate | null, nowMs: number): CustomerPanel['outreach'] {
  if (found === null) return OPEN
  const { contact, rules, heldBack, lastSend } = found.gate
  const refusal = gateContact(contact, rules, nowMs)
  return {
    refusal: refusal === null ? null : { ...refusal, stops: stopsPerson(refusal) },
    heldBack: heldBack.map(({ rule, refusal: { kind } }) => ({ rule, kind })),
    lastSend,
  }
}
