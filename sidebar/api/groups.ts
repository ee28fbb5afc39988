import type { GroupNumbers, MemberList, MemberRow } from '../../server/features/groups/contract.ts'
import { get } from './request.ts'

export type { GroupNumbers, MemberList, MemberRow }

const of = (chatId: string): string => `/groups/${encodeURIComponent(chatId)}`

export function readMembers(
  chatId: string,
  search: { q?: string | undefined; type?: number | undefined; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<MemberList> {
  return get(`${of(chatId)}/members`, { query: { ...search }, signal })
}

export function readNumbers(chatId: string, days: number, signal?: AbortSignal): Promise<GroupNumbers> {
  return get(`${of(chatId)}/numbers`, { query: { days }, signal })
}
