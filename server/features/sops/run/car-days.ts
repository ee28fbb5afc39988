import type { AheadTrigger } from '../../../domain/sop/plan.ts'

/** The day of a car that lies ahead, as Vehicle has it. */
export const CAR_DAYS: Record<AheadTrigger, string> = {
  'service-due': 'nextServiceOn',
  'warranty-end': 'warrantyEndsOn',
  'insurance-end': 'insuranceEndsOn',
}
