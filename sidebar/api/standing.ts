import type {
  Lifecycle,
  StageOverride,
  StandingAnswer,
  StandingSettings,
  StandingTerms,
} from '../../server/features/standing/contract.ts'
import { get, post, put } from './request.ts'

export type { Lifecycle, StageOverride, StandingAnswer, StandingSettings, StandingTerms }
export type Standing = NonNullable<StandingAnswer['standing']>

const of = (customerId: string): string => `/customers/${encodeURIComponent(customerId)}`
const within = (signal?: AbortSignal) => (signal ? { signal } : {})

export const readStanding = (customerId: string, signal?: AbortSignal): Promise<StandingAnswer> =>
  get(`${of(customerId)}/standing`, within(signal))
export const setStage = (customerId: string, override: StageOverride): Promise<StandingAnswer> =>
  put(`${of(customerId)}/stage`, override)
export const restoreStage = (customerId: string): Promise<StandingAnswer> =>
  post(`${of(customerId)}/stage/undo`, {})

export const readLifecycle = (unitId: string | undefined, signal?: AbortSignal): Promise<Lifecycle> =>
  get('/lifecycle', { query: { unitId }, ...within(signal) })
export const readStandingSettings = (signal?: AbortSignal): Promise<StandingSettings> =>
  get('/standing/settings', within(signal))
export const saveStandingSettings = (terms: StandingTerms): Promise<StandingSettings> =>
  put('/standing/settings', terms)
