import type {
  ChannelInput,
  ChannelKind,
  ChannelList,
  ChannelRow,
  CodeDetail,
  CodeInput,
  CodeList,
  CodeNumbers,
  CodeRow,
  CodeStaffInput,
  CostInput,
  CostList,
  LeadList,
  LeadQuery,
  LeadRow,
  NewCode,
  Saved,
  StaffChoices,
} from '../../server/features/contact-ways/contract.ts'
import { namedCorp } from './corp.ts'
import { addressOf, del, get, post, put } from './request.ts'

export type {
  ChannelInput,
  ChannelKind,
  ChannelRow,
  CodeDetail,
  CodeInput,
  CodeNumbers,
  CodeRow,
  CodeStaffInput,
  CostInput,
  LeadRow,
  StaffChoices,
}
export type LeadKind = LeadQuery['kind']
export type CostRow = CostList['items'][number]

const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})
const code = (id: string): string => `/live-codes/${encodeURIComponent(id)}`
const channel = (id: string): string => `/channels/${encodeURIComponent(id)}`

export interface CodeSearch {
  days: number
  channelId?: string | undefined
  isEnded?: boolean
  cursor?: string | undefined
}

export function findCodeStaff(q: string): Promise<StaffChoices> {
  return get('/code-staff', { query: { q } })
}

/** Those of a unit and of the units below it, up to what one code takes. */
export function listUnitStaff(unitId: string): Promise<StaffChoices> {
  return get('/code-staff', { query: { unitId } })
}

export function listCodes(search: CodeSearch, signal?: AbortSignal): Promise<CodeList> {
  return get('/live-codes', { query: { ...search }, ...withSignal(signal) })
}

export function readCode(id: string, signal?: AbortSignal): Promise<CodeDetail> {
  return get(code(id), withSignal(signal))
}

export function saveCode(input: NewCode, old?: { id: string; version: number }): Promise<Saved> {
  return old ? put(code(old.id), { ...input, version: old.version }) : post('/live-codes', input)
}

export function endCode(id: string): Promise<unknown> {
  return post(`${code(id)}/end`, {})
}

export type LeadSource = { codeId: string } | { linkId: string } | { channelId: string }

function sourcePath(of: LeadSource): string {
  if ('codeId' in of) return code(of.codeId)
  return 'linkId' in of ? `/acquisition-links/${encodeURIComponent(of.linkId)}` : channel(of.channelId)
}

/** Of one code, of one acquisition link, or of all of both that a channel has. */
export function listLeads(
  of: LeadSource,
  query: { days: number; kind: LeadKind; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<LeadList> {
  return get(`${sourcePath(of)}/leads`, {
    query: { ...query },
    ...withSignal(signal),
  })
}

/** A picture is asked for by the browser itself, which sends no headers of ours. */
export function pictureAddress(id: string): string {
  return addressOf(`${code(id)}/picture`, { app: 'console', corp: namedCorp() })
}

export function listChannels(days: number, signal?: AbortSignal): Promise<ChannelList> {
  return get('/channels', { query: { days }, ...withSignal(signal) })
}

export function saveChannel(input: ChannelInput, id?: string): Promise<unknown> {
  return id === undefined ? post('/channels', input) : put(channel(id), input)
}

export function listCosts(id: string, signal?: AbortSignal): Promise<CostList> {
  return get(`${channel(id)}/costs`, withSignal(signal))
}

export function addCost(id: string, cost: CostInput): Promise<unknown> {
  return post(`${channel(id)}/costs`, cost)
}

export function removeCost(id: string, costId: string): Promise<unknown> {
  return del(`${channel(id)}/costs/${encodeURIComponent(costId)}`)
}
