import type { TierCounts } from '../../server/features/insights/contract.ts'
import type { Setup } from '../../server/features/setup/contract.ts'
import type { Today } from '../../server/features/today/contract.ts'
import { get } from './request.ts'

export type { Setup, TierCounts, Today }

export const readToday = (signal?: AbortSignal): Promise<Today> => get('/today', signal ? { signal } : {})
export const readTierCounts = (signal?: AbortSignal): Promise<TierCounts> =>
  get('/insights/tiers', signal ? { signal } : {})
/** Tries every step at WeCom for real, so it may take a while. */
export const readSetup = (signal?: AbortSignal): Promise<Setup> =>
  get('/setup', { timeoutMs: 45_000, ...(signal ? { signal } : {}) })
