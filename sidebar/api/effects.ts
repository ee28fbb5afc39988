import type {
  EffectCounts,
  EffectDetail,
  EffectPage,
  EffectRow,
  EffectState,
} from '../../server/features/effects/contract.ts'
import { get, post } from './request.ts'

export type { EffectCounts, EffectDetail, EffectPage, EffectRow, EffectState }

/** How the list is narrowed; days as text, as it stands in the address. */
export interface EffectSearch {
  kind?: string
  createdBy?: string
  days?: string
}

export function listEffects(
  search: EffectSearch & { state?: string; cursor?: string },
  signal?: AbortSignal,
): Promise<EffectPage> {
  return get('/effects', { query: { ...search }, ...(signal ? { signal } : {}) })
}

export function countEffects(search: EffectSearch, signal?: AbortSignal): Promise<EffectCounts> {
  return get('/effect-counts', { query: { ...search }, ...(signal ? { signal } : {}) })
}

export function readEffect(id: string, signal?: AbortSignal): Promise<EffectDetail> {
  return get(`/effects/${encodeURIComponent(id)}`, signal ? { signal } : {})
}

export const repeatEffect = (id: string): Promise<object> =>
  post(`/effects/${encodeURIComponent(id)}/repeat`, {})
export const dismissEffect = (id: string, reason: string): Promise<object> =>
  post(`/effects/${encodeURIComponent(id)}/dismiss`, reason === '' ? {} : { reason })

/** Some of those that came to rest before `before`; the answer says how many are left. */
export function repeatEffects(
  search: EffectSearch & { state: string; before: string },
): Promise<{ repeated: number; left: number }> {
  const { days, ...rest } = search
  return post('/effect-repeats', { ...rest, ...(days ? { days: Number(days) } : {}) })
}
