import { addDays, type LocalDate } from './time.ts'

/** Kinds of facts that somebody may use up: coupons, and what a level, points or a package gives. */
export const BENEFIT_KINDS = ['coupon', 'benefit'] as const
export type BenefitKind = (typeof BENEFIT_KINDS)[number]

/** What another system told about a benefit, one word at a time. */
export interface BenefitFact {
  /** Names the benefit: two words with one number are about the same one. */
  number: string
  kind: BenefitKind
  name: string
  source: string
  state: string | null
  at: string
  expiresOn: LocalDate | null
  valueYuan: number | null
  storeName: string | null
}

export const BENEFIT_STATES = ['open', 'used', 'expired', 'cancelled'] as const
export type BenefitState = (typeof BENEFIT_STATES)[number]

export interface Benefit extends Omit<BenefitFact, 'state'> {
  state: BenefitState
}

/**
 * The benefits of a customer: the newest word on each counts, its last day is the newest that was told. What can still be
 * used comes first, what ends soonest before the rest; then what is over, the newest first.
 */
export function benefitsOf(facts: readonly BenefitFact[], today: LocalDate): Benefit[] {
  const newest = new Map<string, BenefitFact>()
  const inOrder = [...facts].sort(
    (a, b) => compare(a.at, b.at) || closed(a) - closed(b) || compare(a.number, b.number),
  )
  for (const fact of inOrder) {
    const key = JSON.stringify([fact.source, fact.kind, fact.number])
    const before = newest.get(key)
    newest.set(key, {
      ...fact,
      expiresOn: fact.expiresOn ?? before?.expiresOn ?? null,
      valueYuan: fact.valueYuan ?? before?.valueYuan ?? null,
      storeName: fact.storeName ?? before?.storeName ?? null,
    })
  }
  return [...newest.values()].map((fact) => ({ ...fact, state: stateOf(fact, today) })).sort(byUse)
}

/** Of benefits in the order of use: the one that ends first, so the one to remind of; null: none has a last day. */
export function firstToEnd(
  benefits: readonly { name: string; expiresOn: LocalDate | null }[],
): { name: string; endsOn: LocalDate } | null {
  const [first] = benefits
  return first === undefined || first.expiresOn === null
    ? null
    : { name: first.name, endsOn: first.expiresOn }
}

/** What can be used and ends within so many days, today included. */
export function endingSoon(
  benefits: readonly Benefit[],
  { today, aheadDays }: { today: LocalDate; aheadDays: number },
): Benefit[] {
  const until = addDays(today, aheadDays)
  return benefits.filter(
    ({ state, expiresOn }) =>
      state === 'open' && expiresOn !== null && expiresOn >= today && expiresOn <= until,
  )
}

function stateOf({ state, expiresOn }: BenefitFact, today: LocalDate): BenefitState {
  if (state === 'used' || state === 'expired' || state === 'cancelled') return state
  return expiresOn !== null && expiresOn < today ? 'expired' : 'open'
}

/** Given and used in one second: it is used. */
const closed = ({ state }: BenefitFact): number => (state === 'issued' || state === null ? 0 : 1)

const NEVER = '9999-12-31'

function byUse(a: Benefit, b: Benefit): number {
  const [over, otherOver] = [a.state === 'open' ? 0 : 1, b.state === 'open' ? 0 : 1]
  if (over !== otherOver) return over - otherOver
  const order = over === 0 ? compare(a.expiresOn ?? NEVER, b.expiresOn ?? NEVER) : compare(b.at, a.at)
  return order || compare(a.number, b.number)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
