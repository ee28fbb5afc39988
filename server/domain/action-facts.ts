import type { ActionRule } from './actions.ts'
import type { Benefit } from './benefits.ts'
import type { ContactFacts } from './contact-gate.ts'
import type { Grade } from './grade.ts'
import type { TierCode } from './tiers.ts'
import type { LocalDate } from './time.ts'

/** What the rules look at. Dates are local dates; what is not known is null. */
export interface ActionFacts {
  /** When the newest living follow began. */
  addedOn: LocalDate | null
  /** The newest hand-over to an advisor who still has the customer; greeted: that one has written since. */
  takeover: { on: LocalDate; fromName: string; isGreeted: boolean } | null
  /** Last visit-day of all time, visits without payment included. */
  lastVisitOn: LocalDate | null
  /** Last paid day: a car or a service. */
  lastPaidOn: LocalDate | null
  tier: { code: TierCode; frequency: number; monetaryFen: number } | null
  vehicles: readonly VehicleFacts[]
  /** Names of the corp tags on living follows. */
  tags: readonly string[]
  /** The newest visit at which a price was named. */
  quote: { on: LocalDate; title: string } | null
  /** First day on which a rule may come back. */
  snoozedUntil: Partial<Record<ActionRule, LocalDate>>
  /** Last day on which a rule's script was sent. */
  sentOn: Partial<Record<ActionRule, LocalDate>>
  /** How often a rule was set aside in the last half year. */
  dismissals: Partial<Record<ActionRule, number>>
  /** Lifecycle stage; null when it is not known. */
  stage: Stage | null
  /** A, B or C; null: never came. */
  grade: Grade | null
  /** The last visit-day before the last one. */
  visitBeforeOn: LocalDate | null
  /** Paid service days in the window of the levels. */
  paidVisits: number
  /** The newest answer of the customer that somebody noted, when nobody has written since. */
  reply: { on: LocalDate; what: string | null } | null
  birthdayOn: { month: number; day: number } | null
  /** The day of the oldest open task that is due: a promise goes before an offer. */
  promise: { dueOn: LocalDate; title: string } | null
  churn: ChurnFacts | null
  /** The rung of the win-back ladder that is due, as the corp has set it; null: nobody has looked yet. */
  ladder: { rung: number | null } | null
  replacementFrom: LocalDate | null
  /** What other systems gave them. */
  benefits: readonly Benefit[]
  combo: { given: string; item: string; confidence: number; count: number } | null
  /** How likely this customer answers at all, and how likely the usual one does, by the model in force. */
  response: { chance: number; usual: number; modelVersion: string } | null
  contact: ContactFacts
}

export interface ChurnFacts {
  share: number
  band: 'high' | 'medium' | 'low'
  /** The early-warning task of this absence: when it is due, or that somebody has dealt with it. */
  warning: { state: 'open'; dueOn: LocalDate } | { state: 'done' } | null
}

/** Where a customer stands in the life of the relation. */
export const STAGES = ['introduction', 'growth', 'maturity', 'dormant', 'lost'] as const
export type Stage = (typeof STAGES)[number]

export function isStage(text: string): text is Stage {
  return (STAGES as readonly string[]).includes(text)
}

export interface VehicleFacts {
  model: string | null
  deliveredOn: LocalDate | null
  lastServiceOn: LocalDate | null
  nextServiceOn: LocalDate | null
  warrantyEndsOn: LocalDate | null
  insuranceEndsOn: LocalDate | null
  inspectionOn: LocalDate | null
}

/** Days and months of the rules; a corp may change them. */
export interface ActionTerms {
  serviceDueAheadDays: number
  /** After this a missed service is an absence, and the win-back ladder speaks. */
  serviceOverdueMaxDays: number
  insuranceAheadDays: number
  warrantyAheadDays: number
  quoteOpenDays: number
  tradeInFromMonths: number
  /** A tag that asks for a trade-in is old news after a new car. */
  tradeInQuietMonths: number
  winBackMonths: readonly [number, number, number]
  greetingDays: number
  /** An inherited customer who has not heard from the new advisor by then knows anyway. */
  inheritedGreetingDays: number
  careFromDays: number
  /** 重要保持/挽留 customers are asked back from this many days on. */
  keepFromDays: number
  quietDaysAfterSend: number
  inspectionAheadDays: number
  newOwnerFromDays: number
  newOwnerToDays: number
  birthdayAheadDays: number
  benefitAheadDays: number
  /** Welcomed back within these days after an absence of at least `awayMonths`. */
  reactivationDays: number
  awayMonths: number
  replyDays: number
  levels: readonly Level[]
}

/** A level of membership by paid visits in the window of the tiers. */
export interface Level {
  name: string
  visits: number
}

export const ACTION_TERMS: ActionTerms = {
  serviceDueAheadDays: 14,
  serviceOverdueMaxDays: 180,
  insuranceAheadDays: 30,
  warrantyAheadDays: 60,
  quoteOpenDays: 14,
  tradeInFromMonths: 36,
  tradeInQuietMonths: 12,
  winBackMonths: [3, 5, 7],
  greetingDays: 3,
  inheritedGreetingDays: 30,
  careFromDays: 30,
  keepFromDays: 45,
  quietDaysAfterSend: 14,
  inspectionAheadDays: 45,
  newOwnerFromDays: 3,
  newOwnerToDays: 21,
  birthdayAheadDays: 3,
  benefitAheadDays: 14,
  reactivationDays: 7,
  awayMonths: 3,
  replyDays: 7,
  levels: [
    { name: '银卡', visits: 3 },
    { name: '金卡', visits: 6 },
    { name: '钻石卡', visits: 10 },
  ],
}
