import type {
  CustomerVehicles,
  MergeItem,
  MergePage,
  Recognised,
  RefusedPage,
  ReviewItem,
  ReviewPage,
  ReviewSide,
  Verdict,
} from '../../server/features/identity/contract.ts'
import { get, post } from './request.ts'

export type {
  CustomerVehicles,
  MergeItem,
  MergePage,
  Recognised,
  RefusedPage,
  ReviewItem,
  ReviewPage,
  ReviewSide,
  Verdict,
}

/** Who has come, by plate, phone, VIN or member number: in the body, so that no address holds it. */
export function recognise(text: string, signal?: AbortSignal): Promise<Recognised> {
  return post('/recognise', { text }, signal ? { signal } : {})
}

export const readVehicles = (customerId: string, signal?: AbortSignal): Promise<CustomerVehicles> =>
  get(`/customers/${encodeURIComponent(customerId)}/vehicles`, signal ? { signal } : {})

export function listRefused(
  search: { customerId?: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<RefusedPage> {
  return get('/identity/refused', { query: { ...search }, ...(signal ? { signal } : {}) })
}

export interface ReviewSearch {
  state: 'open' | 'later' | 'decided'
  kind?: string
  cursor?: string
}

export function listReviews(search: ReviewSearch, signal?: AbortSignal): Promise<ReviewPage> {
  return get('/identity/reviews', { query: { ...search }, ...(signal ? { signal } : {}) })
}

export function decideReview(
  id: string,
  verdict: Verdict,
): Promise<{ id: string; customerId: string | null }> {
  return post(`/identity/reviews/${encodeURIComponent(id)}/decision`, { verdict })
}

export function listMerges(
  search: { customerId?: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<MergePage> {
  return get('/identity/merges', { query: { ...search }, ...(signal ? { signal } : {}) })
}

export function splitMerge(id: string): Promise<{ id: string }> {
  return post(`/identity/merges/${encodeURIComponent(id)}/split`, {})
}
