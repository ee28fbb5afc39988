import type { CustomerResponse, ResponseView, TrialPage } from '../../server/features/response/contract.ts'
import { get, post, put } from './request.ts'

export type { CustomerResponse, ResponseView }
export type ResponseModel = NonNullable<ResponseView['model']>
export type ResponseTraining = NonNullable<ResponseView['training']>
export type Trial = TrialPage['items'][number]
export type TrialPart = 'all' | 'top' | `${number}`

export const readResponseModel = (signal?: AbortSignal): Promise<ResponseView> =>
  get('/response-model', signal ? { signal } : {})

export const readCustomerResponse = (customerId: string, signal?: AbortSignal): Promise<CustomerResponse> =>
  get(`/customers/${encodeURIComponent(customerId)}/response`, signal ? { signal } : {})

export const switchResponse = (isOn: boolean): Promise<{ isOn: boolean }> =>
  put('/response-setting', { isOn })

export const trainResponse = (): Promise<{ jobId: string }> => post('/response-trainings', {})

/** The messages behind a figure of a model, the likeliest first. */
export const listTrials = (
  version: string,
  query: { part: TrialPart; what: 'all' | 'answered'; cursor: string | undefined },
  signal?: AbortSignal,
): Promise<TrialPage> =>
  get(`/response-model/${encodeURIComponent(version)}/messages`, { query, ...(signal ? { signal } : {}) })
