import type { SopKind, SkipReason } from '../../server/domain/sop/plan.ts'
import type {
  Sop,
  SopDraft,
  SopPage,
  SopQuery,
  SopRow,
  StepCounts,
} from '../../server/features/sops/contract.ts'
import type {
  OpenStep,
  OpenSteps,
  StepDays,
  StepOutcome,
  StepPage,
  StepQuery,
  StepRow,
} from '../../server/features/sops/steps/contract.ts'
import { get, post, put } from './request.ts'

export type { OpenStep, OpenSteps, SkipReason, Sop, SopDraft, SopKind, SopRow, StepCounts, StepRow }
export type SopMove = 'start' | 'pause' | 'end' | 'copy'

const withSignal = (signal?: AbortSignal) => (signal ? { signal } : {})
const of = (id: string): string => `/sops/${encodeURIComponent(id)}`

export function listSops(query: Partial<SopQuery>, signal?: AbortSignal): Promise<SopPage> {
  return get('/sops', { query, ...withSignal(signal) })
}
export function readSop(id: string, signal?: AbortSignal): Promise<Sop> {
  return get(of(id), withSignal(signal))
}
export function createSop(kind: SopKind): Promise<Sop> {
  return post('/sops', { kind })
}
export function saveSop(id: string, input: { edition: number; draft: SopDraft }): Promise<Sop> {
  return put(of(id), input)
}
export function moveSop(id: string, move: SopMove): Promise<Sop> {
  return post(`${of(id)}/${move}`, {})
}

export function listSteps(query: Partial<StepQuery>, signal?: AbortSignal): Promise<StepPage> {
  return get('/sop-steps', { query, ...withSignal(signal) })
}
export function readStepDays(from: string, to: string, signal?: AbortSignal): Promise<StepDays> {
  return get('/sop-days', { query: { from, to }, ...withSignal(signal) })
}

/** What waits for a customer, or for a group. */
export function readOpenSteps(
  { customerId, chatId }: { customerId?: string; chatId?: string },
  signal?: AbortSignal,
): Promise<OpenSteps> {
  const whose = chatId
    ? `/groups/${encodeURIComponent(chatId)}`
    : `/customers/${encodeURIComponent(customerId ?? '')}`
  return get(`${whose}/sop-steps`, withSignal(signal))
}
export function recordStep(taskId: string, outcome: StepOutcome): Promise<object> {
  return post(`/sop-steps/${encodeURIComponent(taskId)}/outcome`, outcome)
}
