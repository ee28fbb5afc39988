import type {
  ChangedHandover,
  DepartureList,
  FileAnswer,
  Giver,
  Handover,
  HandoverPage,
  HandoverRow,
  NewHandover,
  ReassignRequest,
  Requeued,
  RetryRequest,
  RowEdit,
  RowPage,
  GiveBackRequest,
  RuleList,
  SuccessorList,
  UndoList,
} from '../../server/features/handover/contract.ts'
import { del, get, patch, post, put } from './request.ts'
import { uploadFile } from './upload.ts'

export type {
  DepartureList,
  FileAnswer,
  Giver,
  Handover,
  HandoverPage,
  HandoverRow,
  RowPage,
  RuleList,
  SuccessorList,
  UndoList,
}
export type Departure = DepartureList['items'][number]
export type Successor = SuccessorList['items'][number]
export type PlanInput = Handover['plan']
export type Conditions = NonNullable<PlanInput['customers']>
export type TransferReason = NonNullable<HandoverRow['reason']>
export type TransferRemedy = NonNullable<HandoverRow['remedy']>
export type RowState = HandoverRow['state']

const optional = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const of = (id: string): string => `/handovers/${encodeURIComponent(id)}`
// Planning thousands of rows takes longer than an ordinary answer.
const PLANNING = { timeoutMs: 60_000 }

export const listDepartures = (signal?: AbortSignal): Promise<DepartureList> =>
  get('/handover/departures', optional(signal))
export const readGiver = (staffId: string, signal?: AbortSignal): Promise<Giver> =>
  get(`/handover/givers/${encodeURIComponent(staffId)}`, optional(signal))

export function listSuccessors(fromStaffId: string, q: string, signal?: AbortSignal): Promise<SuccessorList> {
  return get('/handover/successors', { query: { fromStaffId, q }, ...optional(signal) })
}

export function listHandovers(
  search: { state?: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<HandoverPage> {
  return get('/handovers', { query: { ...search }, ...optional(signal) })
}

export const readHandover = (id: string, signal?: AbortSignal): Promise<Handover> =>
  get(of(id), optional(signal))
export const startHandover = (asked: NewHandover): Promise<Handover> => post('/handovers', asked, PLANNING)
export const changeHandover = (id: string, changed: ChangedHandover): Promise<Handover> =>
  patch(of(id), changed, PLANNING)
export const dropHandover = (id: string): Promise<object> => del(of(id))

export interface RowSearch {
  kind?: 'customer' | 'group'
  state?: string
  toStaffId?: string
  reason?: string
  stuck?: 'true' | undefined
  q?: string
  cursor?: string | undefined
  limit?: number
}

export function listHandoverRows(id: string, search: RowSearch, signal?: AbortSignal): Promise<RowPage> {
  return get(`${of(id)}/rows`, { query: { ...search }, ...optional(signal) })
}

export const editHandoverRows = (id: string, edit: RowEdit): Promise<Handover> =>
  patch(`${of(id)}/rows`, edit, PLANNING)
export const checkHandover = (id: string): Promise<Handover> => post(`${of(id)}/check`, {}, PLANNING)
export const confirmHandover = (id: string, version: number, typed: string): Promise<Handover> =>
  post(`${of(id)}/confirm`, { version, typed }, PLANNING)
export const moveHandover = (id: string, to: 'pause' | 'resume' | 'cancel'): Promise<Handover> =>
  post(`${of(id)}/${to}`, {})
export const retryRows = (id: string, asked: RetryRequest): Promise<Requeued> =>
  post(`${of(id)}/retry`, asked, PLANNING)
export const reassignRows = (id: string, asked: ReassignRequest): Promise<Requeued> =>
  post(`${of(id)}/reassign`, asked, PLANNING)

export const readUndo = (id: string, signal?: AbortSignal): Promise<UndoList> =>
  get(`${of(id)}/undo`, optional(signal))
export const giveBack = (id: string, asked: GiveBackRequest): Promise<Handover> =>
  post(`${of(id)}/give-back`, asked, PLANNING)
export const listRules = (signal?: AbortSignal): Promise<RuleList> => get('/handover/rules', optional(signal))
export const saveRule = (unitId: string, kind: RuleList['items'][number]['kind']): Promise<RuleList> =>
  put(`/handover/rules/${encodeURIComponent(unitId)}`, { kind })

export const planFilePath = (id: string): string => `/api/v1${of(id)}/plan.csv`

export function uploadPlan(id: string, file: File, signal: AbortSignal): Promise<FileAnswer> {
  return uploadFile(`${of(id)}/plan.csv`, file, { signal, contentType: 'text/csv' })
}
