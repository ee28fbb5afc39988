import { addDays, addMonths, daysBetween, type LocalDate } from '../time.ts'
import { quantile } from './gap-forecast.ts'

/** Months after the delivery in which a car is usually replaced. */
export interface ReplacementTerms {
  fromMonths: number
  toMonths: number
}

export interface ReplacementWindow {
  from: LocalDate
  to: LocalDate
  /** signal: they asked for a trade-in. observed: as customers here did. terms: as the company set it. */
  basis: 'signal' | 'observed' | 'terms'
  signalOn: LocalDate | null
}

const MIN_OBSERVED = 30
const SIGNAL_DAYS = 180

/** The middle half of what was seen between two deliveries to one customer; null when that is too little. */
export function observedReplacement(months: readonly number[]): ReplacementTerms | null {
  if (months.length < MIN_OBSERVED) return null
  return {
    fromMonths: Math.round(quantile(months, 0.25)),
    toMonths: Math.max(Math.round(quantile(months, 0.75)), Math.round(quantile(months, 0.25)) + 1),
  }
}

export function replacementWindow(input: {
  deliveredOn: LocalDate | null
  observed: ReplacementTerms | null
  terms: ReplacementTerms
  /** The last time they asked what their car is worth. */
  signalOn: LocalDate | null
  today: LocalDate
}): ReplacementWindow | null {
  const { deliveredOn, observed, terms, signalOn, today } = input
  const isNew = deliveredOn !== null && signalOn !== null && signalOn <= deliveredOn
  if (signalOn !== null && !isNew && daysBetween(signalOn, today) <= SIGNAL_DAYS)
    return { from: signalOn, to: addDays(signalOn, SIGNAL_DAYS), basis: 'signal', signalOn }
  if (deliveredOn === null) return null
  const { fromMonths, toMonths } = observed ?? terms
  return {
    from: addMonths(deliveredOn, fromMonths),
    to: addMonths(deliveredOn, toMonths),
    basis: observed ? 'observed' : 'terms',
    signalOn: null,
  }
}
