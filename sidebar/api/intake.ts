import type {
  NewSource,
  RefusalList,
  ShownKey,
  SourceDetail,
  SourceLimits,
  SourceList,
  SourceRow,
} from '../../server/features/intake/admin/contract.ts'
import { del, get, post, put } from './request.ts'

export type { RefusalList, ShownKey, SourceDetail, SourceLimits, SourceList, SourceRow }

const optional = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const source = (id: string): string => `/intake/sources/${encodeURIComponent(id)}`

export const listSources = (cursor?: string, signal?: AbortSignal): Promise<SourceList> =>
  get('/intake/sources', { query: { cursor }, ...optional(signal) })
export const readSource = (id: string, signal?: AbortSignal): Promise<SourceDetail> =>
  get(source(id), optional(signal))
export const listRefusals = (id: string, cursor?: string, signal?: AbortSignal): Promise<RefusalList> =>
  get(`${source(id)}/refusals`, { query: { cursor }, ...optional(signal) })
export const createSource = (input: Partial<NewSource> & { name: string }): Promise<ShownKey> =>
  post('/intake/sources', input)
export const rotateKey = (id: string): Promise<ShownKey> => post(`${source(id)}/keys`)
export const endKey = (id: string, keyId: string): Promise<object> =>
  del(`${source(id)}/keys/${encodeURIComponent(keyId)}`)
export const revokeSource = (id: string): Promise<object> => del(source(id))
export const saveLimits = (id: string, limits: SourceLimits): Promise<object> =>
  put(`${source(id)}/limits`, limits)
