import type {
  CustomerPrediction,
  FitList,
  ModelFit,
  ModelPage,
  PredictionTerms,
  RiskList,
} from '../../server/features/predictions/contract.ts'
import type { PushTime } from '../../server/features/actions/results/contract.ts'
import { get, post, put } from './request.ts'

export type { CustomerPrediction, FitList, ModelFit, ModelPage, PredictionTerms, PushTime, RiskList }

export const readPrediction = (customerId: string, signal?: AbortSignal): Promise<CustomerPrediction> =>
  get(`/customers/${encodeURIComponent(customerId)}/prediction`, signal ? { signal } : {})

export const readPushTime = (customerId: string, signal?: AbortSignal): Promise<PushTime> =>
  get(`/customers/${encodeURIComponent(customerId)}/push-time`, signal ? { signal } : {})

export const readModelPage = (signal?: AbortSignal): Promise<ModelPage> =>
  get('/predictions/model', signal ? { signal } : {})

export function listAtRisk(
  search: { band: string; cursor?: string | undefined; limit?: number },
  signal?: AbortSignal,
): Promise<RiskList> {
  return get('/predictions/at-risk', { query: { ...search }, ...(signal ? { signal } : {}) })
}

export function listFits(cursor: string | undefined, signal?: AbortSignal): Promise<FitList> {
  return get('/predictions/fits', { query: { cursor }, ...(signal ? { signal } : {}) })
}

export const startFit = (): Promise<{ id: string }> => post('/predictions/fits', {})

export const saveTerms = (terms: PredictionTerms): Promise<PredictionTerms> =>
  put('/predictions/terms', terms)
