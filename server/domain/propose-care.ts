import type { ActionFacts, ActionTerms, Level } from './action-facts.ts'
import { endingSoon } from './benefits.ts'
import type { Proposal } from './rank-actions.ts'
import { addDays, addMonths, daysBetween, isLocalDate, type LocalDate } from './time.ts'

// Proposals that follow from the relation rather than from a date of the car.

export function proposeCare(facts: ActionFacts, today: LocalDate, terms: ActionTerms): (Proposal | null)[] {
  return [
    reply(facts, today, terms),
    newOwner(facts, today, terms),
    reactivation(facts, today, terms),
    birthday(facts, today, terms),
    nextLevel(facts, terms),
    churn(facts, today),
    combo(facts),
    benefitEnding(facts, today, terms),
  ]
}

function reply({ reply: known }: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  if (known === null) return null
  const daysAgo = daysBetween(known.on, today)
  if (daysAgo < 0 || daysAgo > terms.replyDays) return null
  const what = known.what === null ? {} : { what: known.what }
  return {
    rule: 'reply-pending',
    reason: { repliedOn: known.on, daysAgo, ...what },
    dueOn: null,
    urgency: 1 - daysAgo / (terms.replyDays + 1),
  }
}

/** The newest car, some days after it was handed over: when the first questions come. */
function newOwner({ vehicles }: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const fresh = vehicles
    .map((vehicle) => ({
      ...vehicle,
      daysAgo: vehicle.deliveredOn === null ? -1 : daysBetween(vehicle.deliveredOn, today),
    }))
    .filter(({ daysAgo }) => daysAgo >= terms.newOwnerFromDays && daysAgo <= terms.newOwnerToDays)
    .sort((a, b) => a.daysAgo - b.daysAgo || ((a.model ?? '') < (b.model ?? '') ? -1 : 1))[0]
  if (fresh?.deliveredOn == null) return null
  const { deliveredOn, daysAgo, model } = fresh
  const urgency = 1 - daysAgo / (terms.newOwnerToDays + 1)
  const reason = { deliveredOn, daysAgo, ...(model === null ? {} : { model }) }
  return { rule: 'new-owner-care', reason, dueOn: null, urgency }
}

function reactivation(
  { lastVisitOn, visitBeforeOn }: ActionFacts,
  today: LocalDate,
  terms: ActionTerms,
): Proposal | null {
  if (lastVisitOn === null || visitBeforeOn === null) return null
  if (lastVisitOn < addMonths(visitBeforeOn, terms.awayMonths)) return null
  const daysAgo = daysBetween(lastVisitOn, today)
  if (daysAgo < 1 || daysAgo > terms.reactivationDays) return null
  const awayDays = daysBetween(visitBeforeOn, lastVisitOn)
  const urgency = 1 - daysAgo / (terms.reactivationDays + 1)
  return {
    rule: 'reactivation',
    reason: { visitedOn: lastVisitOn, daysAgo, awayDays },
    dueOn: null,
    urgency,
  }
}

function birthday({ birthdayOn }: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  if (birthdayOn === null) return null
  const year = Number(today.slice(0, 4))
  const on = [year, year + 1].map((each) => inYear(birthdayOn, each)).find((day) => day >= today)
  const urgency = on === undefined ? null : nearness(on, today, terms.birthdayAheadDays)
  if (on === undefined || urgency === null) return null
  return { rule: 'birthday', reason: { on, inDays: daysBetween(today, on) }, dueOn: on, urgency }
}

/** Who was born on a 29th of February is greeted on the 28th in other years. */
function inYear({ month, day }: { month: number; day: number }, year: number): LocalDate {
  const two = (n: number): string => String(n).padStart(2, '0')
  const on = `${year}-${two(month)}-${two(day)}`
  return isLocalDate(on) ? on : `${year}-${two(month)}-${two(day - 1)}`
}

function nextLevel({ paidVisits }: ActionFacts, terms: ActionTerms): Proposal | null {
  const level = levelAfter(paidVisits, terms.levels)
  if (level === null || level.visits - paidVisits !== 1 || paidVisits === 0) return null
  const reason = { level: level.name, visits: paidVisits, needed: level.visits }
  return { rule: 'next-level', reason, dueOn: null, urgency: 0.4 }
}

/** The level of somebody with so many paid visits; null below the first. */
export function levelOf(visits: number, levels: readonly Level[]): Level | null {
  return [...levels].sort((a, b) => b.visits - a.visits).find((level) => level.visits <= visits) ?? null
}

/** The next level of somebody with so many paid visits; null at the top. */
export function levelAfter(visits: number, levels: readonly Level[]): Level | null {
  return [...levels].sort((a, b) => a.visits - b.visits).find((level) => level.visits > visits) ?? null
}

function churn({ churn: known, lastVisitOn }: ActionFacts, today: LocalDate): Proposal | null {
  if (known === null || known.band !== 'high' || lastVisitOn === null) return null
  // A colleague has dealt with it: asking once more is for the ladder.
  if (known.warning?.state === 'done') return null
  const dueOn = known.warning?.dueOn ?? null
  const reason = {
    percent: Math.round(known.share * 100),
    lastVisitOn,
    daysAgo: daysBetween(lastVisitOn, today),
  }
  return { rule: 'churn-warning', reason, dueOn, urgency: dueOn === null ? 0.7 : 0.9 }
}

/** The one that ends first; the others that end soon are counted. */
function benefitEnding({ benefits }: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const soon = endingSoon(benefits, { today, aheadDays: terms.benefitAheadDays })
  const dueOn = soon[0]?.expiresOn
  const urgency = nearness(dueOn ?? null, today, terms.benefitAheadDays)
  if (soon[0] === undefined || !dueOn || urgency === null) return null
  const reason = { name: soon[0].name, dueOn, inDays: daysBetween(today, dueOn), others: soon.length - 1 }
  return { rule: 'benefit-ending', reason, dueOn, urgency }
}

function combo({ combo: known }: ActionFacts): Proposal | null {
  if (known === null) return null
  const { given, item, confidence, count } = known
  const reason = { given, item, percent: Math.round(confidence * 100), count }
  return { rule: 'combo-offer', reason, dueOn: null, urgency: 0.3 }
}

/** 0 to 1 while a day is ahead by at most `aheadDays`, today included; null otherwise. */
export function nearness(on: LocalDate | null, today: LocalDate, aheadDays: number): number | null {
  if (on === null) return null
  const inDays = daysBetween(today, on)
  return inDays < 0 || on > addDays(today, aheadDays) ? null : 1 - inDays / (aheadDays + 1)
}
