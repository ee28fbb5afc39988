import type {
  Comers,
  LinkInput,
  LinkList,
  LinkRow,
  Quota,
} from '../../server/features/acquisition/contract.ts'
import type {
  GroupCodeInput,
  GroupCodeList,
  GroupCodeRow,
  JoinerList,
  JoinerQuery,
  JoinerRow,
} from '../../server/features/group-codes/contract.ts'
import { namedCorp } from './corp.ts'
import { addressOf, get, post, put } from './request.ts'

export type { GroupCodeInput, GroupCodeRow, JoinerRow, LinkInput, LinkRow }
export type JoinerKind = JoinerQuery['kind']
export type Comer = Comers['items'][number]

const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})
const code = (id: string): string => `/group-codes/${encodeURIComponent(id)}`
const link = (id: string): string => `/acquisition-links/${encodeURIComponent(id)}`

export function listGroupCodes(cursor: string | undefined, signal?: AbortSignal): Promise<GroupCodeList> {
  return get('/group-codes', { query: { cursor }, ...withSignal(signal) })
}
type Old = { id: string; version: number }

export function saveGroupCode(input: GroupCodeInput, old: Old | null): Promise<unknown> {
  return old ? put(code(old.id), { ...input, version: old.version }) : post('/group-codes', input)
}
export function listJoiners(
  id: string,
  query: { kind: JoinerKind; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<JoinerList> {
  return get(`${code(id)}/joiners`, { query: { ...query }, ...withSignal(signal) })
}
export function endGroupCode(id: string): Promise<unknown> {
  return post(`${code(id)}/end`, {})
}
export function groupPictureAddress(id: string): string {
  return addressOf(`${code(id)}/picture`, { app: 'console', corp: namedCorp() })
}

export function listLinks(
  query: { days: number; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<LinkList> {
  return get('/acquisition-links', { query: { ...query }, ...withSignal(signal) })
}
export function saveLink(input: LinkInput, old: Old | null): Promise<unknown> {
  return old ? put(link(old.id), { ...input, version: old.version }) : post('/acquisition-links', input)
}
export function endLink(id: string): Promise<unknown> {
  return post(`${link(id)}/end`, {})
}
export function readQuota(signal?: AbortSignal): Promise<Quota> {
  return get('/acquisition-quota', withSignal(signal))
}
export function listComers(id: string, cursor: string | undefined, signal?: AbortSignal): Promise<Comers> {
  return get(`${link(id)}/customers`, { query: { cursor }, ...withSignal(signal) })
}
