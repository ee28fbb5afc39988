import type { Facts, Revealed, Team } from '../../server/features/customers/contract.ts'
import { get, post } from './request.ts'

export type { Facts, Revealed, Team }
export type RevealPurpose = 'call' | 'sms' | 'check' | 'other'

const of = (id: string): string => `/customers/${encodeURIComponent(id)}`

export const readFacts = (id: string, signal?: AbortSignal): Promise<Facts> =>
  get(`${of(id)}/facts`, { signal })
export const readTeam = (id: string, signal?: AbortSignal): Promise<Team> => get(`${of(id)}/team`, { signal })

export function revealPhone(id: string, purpose: RevealPurpose): Promise<Revealed> {
  return post(`${of(id)}/phone-reveal`, { purpose })
}

export function addNote(id: string, text: string): Promise<{ id: string }> {
  return post(`${of(id)}/notes`, { text })
}
