import type { LocalDate } from './time.ts'

/** What may be proposed to an advisor; of two that score the same, the earlier one comes first. */
export const ACTION_RULES = [
  'reply-pending',
  'inherited-greeting',
  'service-overdue',
  'service-due',
  'insurance-due',
  'quote-follow-up',
  'warranty-ending',
  'important-keep',
  'trade-in-window',
  'win-back-3m',
  'win-back-5m',
  'win-back-7m',
  'new-contact-greeting',
  'high-value-care',
  'churn-warning',
  'inspection-due',
  'next-level',
  'combo-offer',
  'new-owner-care',
  'reactivation',
  'birthday',
  'benefit-ending',
] as const

export type ActionRule = (typeof ACTION_RULES)[number]

export function isActionRule(text: string): text is ActionRule {
  return (ACTION_RULES as readonly string[]).includes(text)
}

/**
 * The values behind each proposal; the sentence is made where it is shown. Dates are local dates, counts are whole.
 * A key that is not known is left out.
 */
export interface ActionReasons {
  /** The customer has answered, as an advisor or another system noted, and nobody has written since. */
  'reply-pending': { repliedOn: LocalDate; daysAgo: number; what?: string }
  'inherited-greeting': { fromName: string; takenOn: LocalDate; daysAgo: number }
  'service-overdue': { dueOn: LocalDate; overdueDays: number; lastServiceOn?: LocalDate; model?: string }
  'service-due': {
    dueOn: LocalDate
    inDays: number
    lastServiceOn?: LocalDate
    sinceDays?: number
    model?: string
  }
  'insurance-due': { dueOn: LocalDate; inDays: number; model?: string }
  'quote-follow-up': { quotedOn: LocalDate; daysAgo: number; title: string }
  'warranty-ending': { dueOn: LocalDate; inDays: number; model?: string }
  'important-keep': { code: number; lastVisitOn: LocalDate; daysAgo: number; monetaryFen: number }
  /** By age (`deliveredOn`, `months`) or by a tag the advisors set (`tag`); both when both hold. */
  'trade-in-window': { deliveredOn?: LocalDate; months?: number; tag?: string; model?: string }
  'win-back-3m': { lastVisitOn: LocalDate; daysAgo: number }
  'win-back-5m': { lastVisitOn: LocalDate; daysAgo: number }
  'win-back-7m': { lastVisitOn: LocalDate; daysAgo: number }
  'new-contact-greeting': { addedOn: LocalDate; daysAgo: number }
  'high-value-care': {
    code: number
    lastVisitOn: LocalDate
    daysAgo: number
    frequency: number
    monetaryFen: number
  }
  'churn-warning': { percent: number; lastVisitOn: LocalDate; daysAgo: number }
  'inspection-due': { dueOn: LocalDate; inDays: number; model?: string }
  /** `visits` paid visits so far; with one more the customer has the level. */
  'next-level': { level: string; visits: number; needed: number }
  /** Bought together by others: who bought `given` also bought `item`, `percent` of the time. */
  'combo-offer': { given: string; item: string; percent: number; count: number }
  'new-owner-care': { deliveredOn: LocalDate; daysAgo: number; model?: string }
  /** Back after an absence of `awayDays`. */
  reactivation: { visitedOn: LocalDate; daysAgo: number; awayDays: number }
  birthday: { on: LocalDate; inDays: number }
  /** A coupon or another benefit that can still be used; `others` end within the same days. */
  'benefit-ending': { name: string; dueOn: LocalDate; inDays: number; others: number }
}

/** Why an advisor set a proposal aside. */
export const DISMISS_REASONS = ['not-now', 'already-done', 'not-fitting', 'customer-asked'] as const
export type DismissReason = (typeof DISMISS_REASONS)[number]
