import type { CustomerResponse, ResponseView } from '../../server/features/response/contract.ts'
import { get, post, put } from './request.ts'

export type { CustomerResponse, ResponseView }
export type ResponseModel = NonNullable<ResponseView['model']>

export const readResponseModel = (signal?: AbortSignal): Promise<ResponseView> =>
  get('/response-model', signal ? { signal } : {})

export const readCustomerResponse = (customerId: string, signal?: AbortSignal): Promise<CustomerResponse> =>
  get(`/customers/${encodeURIComponent(customerId)}/response`, signal ? { signal } : {})

export const switchResponse = (isOn: boolean): Promise<{ isOn: boolean }> =>
  put('/response-setting', { isOn })

export const trainResponse = (): Promise<{ jobId: string }> => post('/response-trainings', {})
