import type {
  BadRowList,
  BadRowReason,
  ImportList,
  ImportRun,
  OrderField,
  OrderMapping,
  UploadedImport,
} from '../../server/features/orders/contract.ts'
import { get, post } from './request.ts'
import { uploadFile } from './upload.ts'

export type { BadRowList, BadRowReason, ImportList, ImportRun, OrderField, OrderMapping, UploadedImport }
export type BadRow = BadRowList['items'][number]

const optional = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const of = (id: string): string => `/imports/${encodeURIComponent(id)}`

export function uploadOrders(
  file: File,
  options: { onProgress: (share: number) => void; signal: AbortSignal },
): Promise<UploadedImport> {
  return uploadFile('/imports', file, {
    ...options,
    query: { kind: 'orders', fileName: file.name.slice(0, 200) },
    contentType: 'text/csv',
  })
}

export function listImports(cursor?: string, signal?: AbortSignal): Promise<ImportList> {
  return get('/imports', { query: { cursor }, ...optional(signal) })
}

export const readImport = (id: string, signal?: AbortSignal): Promise<UploadedImport> =>
  get(of(id), optional(signal))

export function startImport(
  id: string,
  start: { mapping: OrderMapping; isDryRun: boolean },
): Promise<ImportRun> {
  return post(`${of(id)}/start`, start)
}

export const cancelImport = (id: string): Promise<ImportRun> => post(`${of(id)}/cancel`, {})

export function listBadRows(id: string, cursor?: string, signal?: AbortSignal): Promise<BadRowList> {
  return get(`${of(id)}/bad-rows`, { query: { cursor }, ...optional(signal) })
}

export const badRowsPath = (id: string): string => `${of(id)}/bad-rows.csv`
