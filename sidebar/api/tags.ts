import type { TagCatalogue, TagsChanged } from '../../server/features/tags/contract.ts'
import { get, put } from './request.ts'

export type { TagCatalogue, TagsChanged }

export const readTags = (signal?: AbortSignal): Promise<TagCatalogue> => get('/tags', { signal })

export function editTags(
  externalUserid: string,
  edit: { add: readonly string[]; remove: readonly string[] },
): Promise<TagsChanged> {
  return put(`/contacts/${encodeURIComponent(externalUserid)}/tags`, edit)
}
