import type { CustomerPanel, GroupPanel } from '../../server/features/panel/contract.ts'
import { get } from './request.ts'

export type { CustomerPanel, GroupPanel }

export function readCustomerPanel(
  externalUserid: string,
  entry: string,
  signal?: AbortSignal,
): Promise<CustomerPanel> {
  return get(`/panel/contacts/${encodeURIComponent(externalUserid)}`, { query: { entry }, signal })
}

export function readGroupPanel(chatId: string, signal?: AbortSignal): Promise<GroupPanel> {
  return get(`/panel/groups/${encodeURIComponent(chatId)}`, { signal })
}
