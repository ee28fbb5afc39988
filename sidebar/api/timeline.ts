import type {
  OrderPage,
  TimelineItem,
  TimelineKind,
  TimelinePage,
} from '../../server/features/timeline/contract.ts'
import { get } from './request.ts'

export type { OrderPage, TimelineItem, TimelineKind, TimelinePage }

export function readTimeline(
  customerId: string,
  search: {
    kinds?: readonly TimelineKind[] | undefined
    q?: string | undefined
    cursor?: string | undefined
  },
  signal?: AbortSignal,
): Promise<TimelinePage> {
  const query = { kinds: search.kinds?.join(','), q: search.q, cursor: search.cursor }
  return get(`/customers/${encodeURIComponent(customerId)}/timeline`, { query, signal })
}

export function readOrders(
  customerId: string,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<OrderPage> {
  return get(`/customers/${encodeURIComponent(customerId)}/orders`, { query: { cursor }, signal })
}
