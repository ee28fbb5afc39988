import type {
  GroupList,
  GroupNumbers,
  MemberList,
  OverlapList,
} from '../../server/features/groups/contract.ts'
import { get } from './request.ts'

export type { GroupList, GroupNumbers, MemberList }
export type GroupRow = GroupList['items'][number]
export type MemberRow = MemberList['items'][number]

export interface GroupSearch {
  q?: string | undefined
  ownerStaffId?: string | undefined
  state?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

export function listGroups(search: GroupSearch, signal?: AbortSignal): Promise<GroupList> {
  return get('/groups', { query: { ...search }, ...(signal ? { signal } : {}) })
}

const of = (chatId: string): string => `/groups/${encodeURIComponent(chatId)}`

export function listMembers(
  chatId: string,
  search: { q?: string; type?: string; cursor?: string | undefined },
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
