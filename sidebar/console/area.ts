import type { Component } from 'vue'
import type { Me } from '../../server/features/session/contract.ts'
import type { IconName } from '../ui/icons.ts'

export type Role = Me['roles'][number]
export type PageName =
  | 'today'
  | 'tasks'
  | 'customers'
  | 'lifecycle'
  | 'groups'
  | 'handover'
  | 'identity'
  | 'audiences'
  | 'tag-catalogue'
  | 'tag-rules'
  | 'posts'
  | 'post-calendar'
  | 'sops'
  | 'sop-steps'
  | 'scripts'
  | 'script-results'
  | 'live-codes'
  | 'referrals'
  | 'welcome'
  | 'combos'
  | 'response'
  | 'imports'
  | 'models'
  | 'staff'
  | 'sync'
  | 'effects'
  | 'intake'
  | 'measures'
  | 'setup'

/** One page as a value: where it is, who may open it, and where the navigation shows it. */
export interface ConsolePage {
  name: PageName
  path: string
  roles: readonly Role[]
  /** null: it is reached from other pages. */
  section: 'home' | 'customers' | 'reach' | 'insight' | 'company' | null
  icon: IconName
  /** The unit chooser narrows what this page shows. */
  usesUnit: boolean
  load: () => Promise<{ default: Component }>
}

export function mayOpen(page: Pick<ConsolePage, 'roles'>, roles: readonly Role[]): boolean {
  return page.roles.some((role) => roles.includes(role))
}

export type Admission = { kind: 'go' } | { kind: 'login'; returnTo: string } | { kind: 'not-for-you' }

/** What happens when somebody opens an address. The server checks every call again. */
export function admit(
  me: Pick<Me, 'roles'> | null,
  page: Pick<ConsolePage, 'roles'> | undefined,
  fullPath: string,
): Admission {
  if (me === null) return { kind: 'login', returnTo: fullPath }
  if (page === undefined || mayOpen(page, me.roles)) return { kind: 'go' }
  return { kind: 'not-for-you' }
}

/** Where "/" leads: the first page this person may open; null for an advisor, whose place is the chat. */
export function firstPage(pages: readonly ConsolePage[], roles: readonly Role[]): ConsolePage | null {
  return pages.find((page) => mayOpen(page, roles)) ?? null
}
