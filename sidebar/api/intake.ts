import type {
  NewSource,
  ShownKey,
  SourceDetail,
  SourceLimits,
  SourceList,
  SourceRow,
} from '../../server/features/intake/admin/contract.ts'
import type {
  RefusalList,
  RefusalRevealed,
  SentAgain,
} from '../../server/features/intake/refused/contract.ts'
import { del, get, post, put } from './request.ts'

export type RefusalError = NonNullable<SentAgain['errors']>[number]
export type { RefusalList, SentAgain, ShownKey, SourceDetail, SourceLimits, SourceList, SourceRow }

const optional = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const source = (id: string): string => `/intake/sources/${encodeURIComponent(id)}`

export const listSources = (cursor?: string, signal?: AbortSignal): Promise<SourceList> =>
  get('/intake/sources', { query: { cursor }, ...optional(signal) })
export const readSource = (id: string, signal?: AbortSignal): Promise<SourceDetail> =>
  get(source(id), optional(signal))
export const listRefusals = (id: string, cursor?: string, signal?: AbortSignal): Promise<RefusalList> =>
  get(`${source(id)}/refusals`, { query: { cursor }, ...optional(signal) })
export const revealRefusal = (id: string, refusalId: string): Promise<RefusalRevealed> =>
  post(`${source(id)}/refusals/${encodeURIComponent(refusalId)}/reveal`)
/** `item`: mended; null: as it came. */
export const sendRefusalAgain = (id: string, refusalId: string, item: object | null): Promise<SentAgain> =>
  post(`${source(id)}/refusals/${encodeURIComponent(refusalId)}/again`, item === null ? {} : { item })
export const createSource = (input: Partial<NewSource> & { name: string }): Promise<ShownKey> =>
  post('/intake/sources', input)
export const rotateKey = (id: string): Promise<ShownKey> => post(`${source(id)}/keys`)
export const endKey = (id: string, keyId: string): Promise<object> =>
  del(`${source(id)}/keys/${encodeURIComponent(keyId)}`)
export const revokeSource = (id: string): Promise<object> => del(source(id))
export const saveLimits = (id: string, limits: SourceLimits): Promise<object> =>
  put(`${source(id)}/limits`, limits)
