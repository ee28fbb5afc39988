import type { NewJob } from '../../../platform/jobs/index.ts'

export const AFTER_JOB = 'handover.after'
export const PUMP_JOB = 'handover.pump'
export const POLL_JOB = 'handover.poll'
export const HEARD_JOB = 'handover.heard'

/** What is done once after many rows have changed: ends, follow-ups, hints. */
export function afterJob(corpId: string, id: string): NewJob {
  return { name: AFTER_JOB, corpId, key: id, payload: { corpId, id }, lane: 'effect' }
}

export function pumpJob(corpId: string, { id, runAt }: { id: string; runAt: Date }): NewJob {
  return { name: PUMP_JOB, corpId, key: id, payload: { corpId, id }, lane: 'effect', runAt }
}

/** One job reads the result lists of all pairs of a corp that are due. */
export function pollJob(corpId: string, runAt: Date): NewJob {
  return { name: POLL_JOB, corpId, key: 'due', payload: { corpId }, lane: 'effect', runAt }
}
