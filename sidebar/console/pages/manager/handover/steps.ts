import type { Handover } from '../../../../api/handover.ts'

export const STEPS = ['who', 'range', 'plan', 'check', 'run', 'result'] as const
export type Step = (typeof STEPS)[number]
export type DraftStep = 'range' | 'plan' | 'check'

/** A draft stands where the address says; a run shows how far it is. */
export function stepOf(state: Handover['state'], asked: string): Step {
  if (state === 'draft') return asked === 'plan' || asked === 'check' ? asked : 'range'
  return state === 'done' || state === 'cancelled' ? 'result' : 'run'
}
