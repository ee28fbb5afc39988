import type {
  Retention,
  Standing,
  Standings,
  TakeoverItem,
  TakeoverPack,
  TakeoverPage,
} from '../../server/features/takeover/contract.ts'
import { get, post } from './request.ts'

export type { Retention, Standing, Standings, TakeoverItem, TakeoverPack, TakeoverPage }

/** null: nobody handed this customer over. */
export async function readTakeover(customerId: string, signal?: AbortSignal): Promise<TakeoverPack | null> {
  const path = `/customers/${encodeURIComponent(customerId)}/takeover`
  return (await get<{ takeover: TakeoverPack | null }>(path, signal ? { signal } : {})).takeover
}

export function listTakeovers(
  search: { handoverId?: string; toStaffId?: string; ungreeted?: 'true'; cursor?: string; limit?: number },
  signal?: AbortSignal,
): Promise<TakeoverPage> {
  return get('/takeovers', { query: { ...search }, ...(signal ? { signal } : {}) })
}

export const markReplied = (id: string, isReplied: boolean): Promise<object> =>
  post(`/takeovers/${encodeURIComponent(id)}/replied`, { isReplied })

export const readRetention = (handoverId: string, signal?: AbortSignal): Promise<Retention> =>
  get(`/handovers/${encodeURIComponent(handoverId)}/retention`, signal ? { signal } : {})

export const reportPath = (handoverId: string): string =>
  `/handovers/${encodeURIComponent(handoverId)}/report.csv`
