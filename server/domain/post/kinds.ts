/** What one content can be made into. An announcement has no interface in WeCom: it is copied by hand. */
export const POST_KINDS = ['customers', 'groups', 'moment', 'announcement'] as const
export type PostKind = (typeof POST_KINDS)[number]

/** A template is never sent: drafts are made from it. */
export const POST_STATES = [
  'draft',
  'waiting',
  'scheduled',
  'running',
  'done',
  'cancelled',
  'template',
] as const
export type PostState = (typeof POST_STATES)[number]

/** How one customer or group of a post stands. Nobody is 'delivered' before WeCom says so. */
export const TARGET_STATES = ['held', 'planned', 'out', 'delivered', 'failed', 'missed'] as const
export type TargetState = (typeof TARGET_STATES)[number]

/** How one member's part stands. */
export const PART_STATES = [
  'planned',
  'out',
  'done',
  'missed',
  'refused',
  'failed',
  'unknown',
  'cancelled',
] as const
export type PartState = (typeof PART_STATES)[number]

/**
 * WeCom takes one text for all receivers of a call, and each call is one task a member has to confirm. So only what many
 * share may stand in a text: a name would make a task for each customer.
 */
export const POST_VARIABLES: Record<PostKind, readonly string[]> = {
  customers: ['vehicle.model', 'tier.name', 'customer.title', 'advisor.name', 'store.name'],
  groups: ['advisor.name', 'store.name'],
  moment: [],
  announcement: [],
}

/** Those that are the customer's; the others are the sender's. */
export const CUSTOMER_VARIABLES: readonly string[] = ['vehicle.model', 'tier.name', 'customer.title']

/** What stands between double braces, filters left out. */
export function variablesIn(text: string): string[] {
  const found = text.matchAll(/\{[{%][^}]*?\b([a-zA-Z]+\.[a-zA-Z]+)\b/g)
  return [...new Set([...found].map(([, name]) => name ?? ''))]
}
