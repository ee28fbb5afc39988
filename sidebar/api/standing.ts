import type {
  Lifecycle,
  OwnerSpend,
  OwnerSpendPage,
  Spend,
  SpendRow,
  StageOverride,
  StandingAnswer,
  StandingChange,
  StandingPreview,
  StandingSettings,
  StandingTerms,
} from '../../server/features/standing/contract.ts'
import { get, post, put } from './request.ts'

export type {
  Lifecycle,
  OwnerSpend,
  Spend,
  SpendRow,
  StageOverride,
  StandingAnswer,
  StandingPreview,
  StandingSettings,
  StandingTerms,
}
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
export const readSpend = (unitId: string | undefined, signal?: AbortSignal): Promise<Spend> =>
  get('/lifecycle/spend', { query: { unitId }, ...within(signal) })
export const listOwnerSpend = (
  search: { unitId?: string | undefined; staffId?: string | undefined; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<OwnerSpendPage> => get('/lifecycle/spend/owners', { query: { ...search }, ...within(signal) })
export const readStandingSettings = (unitId: string, signal?: AbortSignal): Promise<StandingSettings> =>
  get('/standing/settings', { query: { unitId }, ...within(signal) })
export const saveStandingSettings = (change: StandingChange): Promise<StandingSettings> =>
  put('/standing/settings', change)
export const previewStanding = (change: StandingChange): Promise<StandingPreview> =>
  post('/standing/settings/preview', change)
export const rollBackStanding = (id: string): Promise<StandingSettings> =>
  post('/standing/settings/roll-back', { id })
export const inheritStanding = (unitId: string): Promise<StandingSettings> =>
  post('/standing/settings/inherit', { unitId })
