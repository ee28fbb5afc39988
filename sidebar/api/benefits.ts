import type { BenefitList } from '../../server/features/actions/benefits/contract.ts'
import { get } from './request.ts'

export type { BenefitList }

export const listBenefits = (
  customerId: string,
  cursor?: string,
  signal?: AbortSignal,
): Promise<BenefitList> =>
  get(`/customers/${encodeURIComponent(customerId)}/benefits`, { query: { cursor }, signal })
