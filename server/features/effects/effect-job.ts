import type { NewJob } from '../../platform/jobs/index.ts'

export const EFFECT_JOB = 'effects.run'
/** A name of its own, for each name has its limit: calls that hang must not keep a welcome waiting. */
export const WELCOME_EFFECT_JOB = 'effects.welcome'
export const POLL_JOB = 'effects.poll'

/** Carries out what is planned under a key. */
export function effectJob(effect: { corpId: string; key: string; kind: string; runAt: Date }): NewJob {
  const { corpId, key, kind, runAt } = effect
  const shared = { corpId, key, payload: { corpId, key }, runAt }
  return kind === 'welcome'
    ? { ...shared, name: WELCOME_EFFECT_JOB, lane: 'welcome' }
    : { ...shared, name: EFFECT_JOB, lane: 'effect' }
}

/** Asks how an accepted effect ended. */
export function pollJob({ corpId, id, runAt }: { corpId: string; id: string; runAt: Date }): NewJob {
  return { name: POLL_JOB, corpId, key: id, payload: { corpId, id }, runAt, lane: 'effect' }
}
