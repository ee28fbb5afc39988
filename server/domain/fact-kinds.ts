/** Known kinds of facts from other systems and our own pages. The set is open: others are kept and shown as they come. */
export const factKinds = [
  'survey',
  'payment',
  'coupon',
  'benefit',
  'link-open',
  'booking',
  'test-drive',
  'complaint',
  'review',
  'call',
  'app-visit',
  'partner',
  'trip',
  'inspection',
  'insurance',
  'warranty',
] as const
export type FactKind = (typeof factKinds)[number]

export type AmountUnit = 'score' | 'seconds' | 'yuan' | 'km'

/** What the amount of a fact counts; null: such facts have none. */
export const amountUnits: Record<FactKind, AmountUnit | null> = {
  survey: 'score',
  payment: 'yuan',
  coupon: 'yuan',
  benefit: 'yuan',
  'link-open': 'seconds',
  booking: null,
  'test-drive': null,
  complaint: null,
  review: 'score',
  call: 'seconds',
  'app-visit': 'seconds',
  partner: 'yuan',
  trip: 'km',
  inspection: null,
  insurance: 'yuan',
  warranty: null,
}

/** How a fact stands, where its kind has such a thing: a coupon was used, a call was missed. */
export const factStates = [
  'issued',
  'used',
  'expired',
  'booked',
  'done',
  'cancelled',
  'in',
  'out',
  'missed',
  'open',
  'closed',
] as const
export type FactState = (typeof factStates)[number]

/** How a kind is written, known or not. */
export const factKindPattern = /^[a-z][a-z0-9-]{0,39}$/
