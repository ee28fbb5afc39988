import type { CustomerDetail, CustomerList } from '../../server/features/customers/contract.ts'
import type { OrderPage, TimelinePage } from '../../server/features/timeline/contract.ts'
import { get } from './request.ts'

export type { CustomerDetail, CustomerList, OrderPage, TimelinePage }
export type CustomerRow = CustomerList['items'][number]

export interface CustomerSearch {
  q?: string | undefined
  unitId?: string | undefined
  staffId?: string | undefined
  tagId?: string | undefined
  tier?: string | undefined
  stage?: string | undefined
  grade?: string | undefined
  rung?: string | undefined
  rungState?: string | undefined
  owner?: string | undefined
  active?: string | undefined
  reachable?: string | undefined
  moved?: string | undefined
  state?: string | undefined
  since?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

export function listCustomers(search: CustomerSearch, signal?: AbortSignal): Promise<CustomerList> {
  return get('/customers', { query: { ...search }, ...(signal ? { signal } : {}) })
}

const of = (id: string): string => `/customers/${encodeURIComponent(id)}`

export function readCustomer(id: string, signal?: AbortSignal): Promise<CustomerDetail> {
  return get(of(id), signal ? { signal } : {})
}

export function listCustomerEvents(
  id: string,
  search: { kinds?: readonly string[] | undefined; q?: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<TimelinePage> {
  const query = { ...search, kinds: search.kinds?.join(',') }
  return get(`${of(id)}/timeline`, { query, ...(signal ? { signal } : {}) })
}

export function listCustomerOrders(id: string, cursor?: string, signal?: AbortSignal): Promise<OrderPage> {
  return get(`${of(id)}/orders`, { query: { cursor }, ...(signal ? { signal } : {}) })
}
