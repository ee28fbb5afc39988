import type {
  DeliveryDetail,
  DeliveryList,
  DeliveryRow,
  EndpointInput,
  EndpointList,
  EndpointRow,
  ShownSecret,
  WebhookType,
} from '../../server/features/webhooks/contract.ts'
import { del, get, post, put } from './request.ts'

export type {
  DeliveryDetail,
  DeliveryList,
  DeliveryRow,
  EndpointInput,
  EndpointList,
  EndpointRow,
  ShownSecret,
  WebhookType,
}

const optional = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const endpoint = (id: string): string => `/webhooks/endpoints/${encodeURIComponent(id)}`
const delivery = (id: string): string => `/webhooks/deliveries/${encodeURIComponent(id)}`

export const listEndpoints = (cursor?: string, signal?: AbortSignal): Promise<EndpointList> =>
  get('/webhooks/endpoints', { query: { cursor }, ...optional(signal) })
export const createEndpoint = (input: EndpointInput): Promise<ShownSecret> =>
  post('/webhooks/endpoints', input)
export const saveEndpoint = (id: string, input: EndpointInput): Promise<object> => put(endpoint(id), input)
export const disableEndpoint = (id: string): Promise<object> => del(endpoint(id))
export const rotateSecret = (id: string): Promise<ShownSecret> => post(`${endpoint(id)}/secrets`)
export const testEndpoint = (id: string): Promise<object> => post(`${endpoint(id)}/tests`)
export const replayDead = (id: string): Promise<{ count: number }> => post(`${endpoint(id)}/replays`)
export const listDeliveries = (
  id: string,
  search: { state?: string; cursor?: string },
  signal?: AbortSignal,
): Promise<DeliveryList> => get(`${endpoint(id)}/deliveries`, { query: { ...search }, ...optional(signal) })
export const readDelivery = (id: string, signal?: AbortSignal): Promise<DeliveryDetail> =>
  get(delivery(id), optional(signal))
export const replayDelivery = (id: string): Promise<{ count: number }> => post(`${delivery(id)}/replay`)
