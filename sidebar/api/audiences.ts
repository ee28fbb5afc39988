import type { Condition } from '../../server/domain/audience/condition.ts'
import type {
  Audience,
  AudienceInput,
  AudienceList,
  AudienceSort,
  CountAnswer,
  PortraitAnswer,
  PortraitDimension,
  RowsAnswer,
  Saved,
  Vocabulary,
} from '../../server/features/audiences/contract.ts'
import { downloadFile } from './download.ts'
import { del, get, post, put } from './request.ts'

export type {
  Audience,
  AudienceInput,
  AudienceSort,
  Condition,
  CountAnswer,
  PortraitAnswer,
  PortraitDimension,
  Vocabulary,
}
export type AudienceRow = RowsAnswer['items'][number]

const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})
const of = (id: string): string => `/audiences/${encodeURIComponent(id)}`
/** A whole company behind a condition takes its time. */
const timeoutMs = 60_000

export function listAudiences(cursor?: string, signal?: AbortSignal): Promise<AudienceList> {
  return get('/audiences', { query: { cursor }, ...withSignal(signal) })
}

export function readAudience(id: string, signal?: AbortSignal): Promise<Audience> {
  return get(of(id), withSignal(signal))
}

export function saveAudience(input: AudienceInput, old?: { id: string; version: number }): Promise<Saved> {
  return old ? put(of(old.id), { ...input, version: old.version }) : post('/audiences', input)
}

export function archiveAudience(id: string): Promise<void> {
  return del(of(id))
}

export function countMembers(condition: Condition, signal?: AbortSignal): Promise<CountAnswer> {
  return post('/audiences/count', { condition }, { ...withSignal(signal), timeoutMs })
}

export function listMembers(
  question: {
    condition: Condition
    sort: AudienceSort
    top?: number | undefined
    cursor?: string | undefined
    limit: number
  },
  signal?: AbortSignal,
): Promise<RowsAnswer> {
  return post('/audiences/rows', question, { ...withSignal(signal), timeoutMs })
}

export function readPortrait(condition: Condition, signal?: AbortSignal): Promise<PortraitAnswer> {
  return post('/audiences/portrait', { condition }, { ...withSignal(signal), timeoutMs })
}

export function readVocabulary(signal?: AbortSignal): Promise<Vocabulary> {
  return get('/audiences/vocabulary', withSignal(signal))
}

export function downloadMembers(id: string, name: string): Promise<void> {
  return downloadFile(`${of(id)}/members.csv`, `${name}.csv`)
}
