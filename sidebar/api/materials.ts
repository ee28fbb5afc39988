import type { ChannelLink } from '../../server/features/links/contract.ts'
import type { Usage, UsagePage, UsageRow } from '../../server/features/materials/contract.ts'
import type { StoredFile } from '../../server/features/media/contract.ts'
import { get, post } from './request.ts'
import { uploadFile } from './upload.ts'

export type { ChannelLink, StoredFile, Usage, UsageRow }

export function storeFile(file: File, onProgress: (share: number) => void): Promise<StoredFile> {
  // JSON would be taken for a call; what a file is, its bytes say anyway.
  return uploadFile('/files', file, { contentType: 'application/octet-stream', onProgress })
}

const usageOf = (id: string): string => `/scripts/${encodeURIComponent(id)}/usage`

export function readUsage(id: string, days: string, signal?: AbortSignal): Promise<Usage> {
  return get(usageOf(id), { query: { days }, ...(signal ? { signal } : {}) })
}

export function listUsage(
  id: string,
  query: { days: string; what: 'sent' | 'opened'; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<UsagePage> {
  return get(`${usageOf(id)}/rows`, { query, ...(signal ? { signal } : {}) })
}

export function listChannelLinks(
  query: { scriptId: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<{ items: ChannelLink[]; nextCursor: string | null }> {
  return get('/links', { query, ...(signal ? { signal } : {}) })
}
export const makeChannelLink = (input: { scriptId: string; channel: string }): Promise<ChannelLink> =>
  post('/links', input)
export const endChannelLink = (id: string): Promise<object> =>
  post(`/links/${encodeURIComponent(id)}/end`, {})
