import type {
  DriftPage,
  DriftRow,
  EventPage,
  EventRow,
  FailurePage,
  RunPage,
  RunRequest,
  RunStarted,
  SyncRunView,
  SyncStatus,
  SyncStepView,
} from '../../server/features/sync/contract.ts'
import { get, post } from './request.ts'

export type {
  DriftPage,
  DriftRow,
  EventPage,
  EventRow,
  FailurePage,
  RunPage,
  SyncRunView,
  SyncStatus,
  SyncStepView,
}

const optional = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const run = (id: string): string => `/sync/runs/${encodeURIComponent(id)}`

export const readSync = (signal?: AbortSignal): Promise<SyncStatus> => get('/sync', optional(signal))
export const readRun = (id: string, signal?: AbortSignal): Promise<SyncRunView> =>
  get(run(id), optional(signal))

export function listRuns(search: { kind?: string; cursor?: string }, signal?: AbortSignal): Promise<RunPage> {
  return get('/sync/runs', { query: { ...search }, ...optional(signal) })
}

export const startRun = (request: RunRequest): Promise<RunStarted> => post('/sync/runs', request)
export const cancelRun = (id: string): Promise<object> => post(`${run(id)}/cancel`, {})

export function listFailures(id: string, cursor?: string, signal?: AbortSignal): Promise<FailurePage> {
  return get(`${run(id)}/failures`, { query: { cursor }, ...optional(signal) })
}

export interface DriftSearch {
  runId?: string
  state?: string
  cursor?: string
}

export function listDrift(search: DriftSearch, signal?: AbortSignal): Promise<DriftPage> {
  return get('/sync/drift', { query: { ...search }, ...optional(signal) })
}

export function listEvents(
  search: { state?: string; cursor?: string },
  signal?: AbortSignal,
): Promise<EventPage> {
  return get('/sync/events', { query: { ...search }, ...optional(signal) })
}

export function replayEvent(hash: string): Promise<object> {
  return post(`/sync/events/${encodeURIComponent(hash)}/replay`, {})
}
