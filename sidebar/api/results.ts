import type {
  Experiment,
  ExperimentInput,
  ExperimentPage,
} from '../../server/features/actions/experiments/contract.ts'
import type { OutreachSetting } from '../../server/features/actions/gate/contract.ts'
import type {
  PolicyList,
  Rate,
  ResultPage,
  ScriptResult,
  SegmentResult,
  SendPage,
  SendRow,
} from '../../server/features/actions/results/contract.ts'
import { get, post, put } from './request.ts'

export type {
  Experiment,
  ExperimentInput,
  OutreachSetting,
  PolicyList,
  Rate,
  ResultPage,
  ScriptResult,
  SegmentResult,
  SendRow,
}

const optional = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})
const script = (id: string): string => `/script-results/${encodeURIComponent(id)}`

export function listResults(
  search: { days: string; scene?: string | undefined; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<ResultPage> {
  return get('/script-results', { query: { ...search }, ...optional(signal) })
}

export function readSegments(
  scriptId: string,
  search: { days: string; rule: string },
  signal?: AbortSignal,
): Promise<{ items: SegmentResult[]; enough: number }> {
  return get(`${script(scriptId)}/segments`, { query: search, ...optional(signal) })
}

export interface SendSearch {
  days: string
  rule: string
  segment?: string | undefined
  what: string
  cursor?: string | undefined
}

export function listSends(scriptId: string, search: SendSearch, signal?: AbortSignal): Promise<SendPage> {
  return get(`${script(scriptId)}/sends`, { query: { ...search }, ...optional(signal) })
}

export function listArmSends(
  id: string,
  search: { arm: string; what: string; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<SendPage> {
  return get(`/experiments/${encodeURIComponent(id)}/sends`, { query: { ...search }, ...optional(signal) })
}

export function readPolicies(
  search: { days: string; scene: string },
  signal?: AbortSignal,
): Promise<PolicyList> {
  return get('/script-policies', { query: search, ...optional(signal) })
}

export function listExperiments(cursor: string | undefined, signal?: AbortSignal): Promise<ExperimentPage> {
  return get('/experiments', { query: { cursor }, ...optional(signal) })
}

export const startExperiment = (input: ExperimentInput): Promise<Experiment> => post('/experiments', input)
export const endExperiment = (id: string): Promise<Experiment> =>
  post(`/experiments/${encodeURIComponent(id)}/end`, {})

export const readOutreach = (signal?: AbortSignal): Promise<OutreachSetting> =>
  get('/outreach', optional(signal))
export const saveOutreach = (setting: OutreachSetting): Promise<OutreachSetting> => put('/outreach', setting)
