import type {
  ComboCustomers,
  ComboList,
  ComboRule,
  ItemRow,
  OfferList,
} from '../../server/features/combos/contract.ts'
import { get, post, put } from './request.ts'

export type { ComboCustomers, ComboList, ComboRule, OfferList }

export function readOffers(customerId: string, signal?: AbortSignal): Promise<OfferList> {
  return get(`/customers/${encodeURIComponent(customerId)}/offers`, signal ? { signal } : {})
}

export function listCombos(cursor: string | undefined, signal?: AbortSignal): Promise<ComboList> {
  return get('/combos', { query: { cursor }, signal })
}

export function listComboCustomers(
  id: string,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<ComboCustomers> {
  return get(`/combos/${encodeURIComponent(id)}/customers`, { query: { cursor }, signal })
}

export const switchCombo = (id: string, isEnabled: boolean): Promise<{ isEnabled: boolean }> =>
  put(`/combos/${encodeURIComponent(id)}`, { isEnabled })

export const switchCombos = (isOn: boolean): Promise<{ isOn: boolean }> => put('/combo-setting', { isOn })

export const mineCombos = (): Promise<{ jobId: string }> => post('/combo-minings', {})

/** The name of an item serves as its code where the dealer's system has not sent one. */
export const tellStock = (name: string, isInStock: boolean): Promise<ItemRow> =>
  put(`/items/${encodeURIComponent(name)}`, { name, isInStock })
