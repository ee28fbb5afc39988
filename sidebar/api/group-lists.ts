import type {
  GroupList,
  GroupNumbers,
  MemberList,
  OverlapList,
} from '../../server/features/groups/contract.ts'
import type { OwnerCounts, OwnerCountsList, Trend } from '../../server/features/groups/counts/contract.ts'
import type {
  LabelInput,
  LabelKind,
  LabelList,
  Labelling,
} from '../../server/features/groups/labels/contract.ts'
import { del, get, post, put } from './request.ts'

export type { GroupList, GroupNumbers, LabelKind, LabelList, MemberList, OwnerCounts, Trend }
export type LabelRow = LabelList['items'][number]
export type GroupRow = GroupList['items'][number]
export type MemberRow = MemberList['items'][number]

export interface GroupSearch {
  q?: string | undefined
  ownerStaffId?: string | undefined
  state?: string | undefined
  typeId?: string | undefined
  tagId?: string | undefined
  /** Ids with commas between them. */
  chatIds?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

export function listGroups(search: GroupSearch, signal?: AbortSignal): Promise<GroupList> {
  return get('/groups', { query: { ...search }, ...(signal ? { signal } : {}) })
}

const of = (chatId: string): string => `/groups/${encodeURIComponent(chatId)}`

export function listMembers(
  chatId: string,
  search: { q?: string; type?: string; tagId?: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<MemberList> {
  return get(`${of(chatId)}/members`, { query: { ...search }, ...(signal ? { signal } : {}) })
}

export function readNumbers(chatId: string, days: number, signal?: AbortSignal): Promise<GroupNumbers> {
  return get(`${of(chatId)}/numbers`, { query: { days }, ...(signal ? { signal } : {}) })
}

export type OverlapRow = OverlapList['items'][number]

export function listOverlaps(cursor: string | undefined, signal?: AbortSignal): Promise<OverlapList> {
  return get('/group-overlaps', { query: { cursor }, ...(signal ? { signal } : {}) })
}

const label = (id: string): string => `/group-labels/${encodeURIComponent(id)}`

export function listLabels(signal?: AbortSignal): Promise<LabelList> {
  return get('/group-labels', signal ? { signal } : {})
}
export function createLabel(input: LabelInput): Promise<{ id: string }> {
  return post('/group-labels', input)
}
export function renameLabel(id: string, name: string): Promise<unknown> {
  return put(label(id), { name })
}
export function removeLabel(id: string): Promise<unknown> {
  return del(label(id))
}
export function labelGroups(labelling: Partial<Labelling>): Promise<{ changed: number }> {
  return post('/group-labelling', labelling)
}

export function readTrend(
  search: { days: number; ownerStaffId?: string | undefined },
  signal?: AbortSignal,
): Promise<Trend> {
  return get('/group-trend', { query: { ...search }, ...(signal ? { signal } : {}) })
}
export function listOwnerCounts(
  day: string,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<OwnerCountsList> {
  return get('/group-owner-counts', { query: { day, cursor }, ...(signal ? { signal } : {}) })
}
