import type { ActionFacts, ActionTerms, VehicleFacts } from './action-facts.ts'
import { nearness, proposeCare } from './propose-care.ts'
import type { Proposal } from './rank-actions.ts'
import { addMonths, daysBetween, type LocalDate, monthsBetween } from './time.ts'

/** Everything that could be done for a customer today, before anything is held back. One proposal for each rule. */
export function proposeActions(facts: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal[] {
  const regular = mostUrgent(facts.vehicles, (vehicle) => service(vehicle, today, terms))
  const back = comeBack(facts, today, terms)
  const found = [
    inherited(facts, today, terms),
    regular,
    mostUrgent(facts.vehicles, (vehicle) => insurance(vehicle, today, terms)),
    mostUrgent(facts.vehicles, (vehicle) => warranty(vehicle, today, terms)),
    quote(facts, today, terms),
    tradeIn(facts, today, terms),
    // An invitation to the service already asks the customer back; a rung of the ladder would say it twice.
    regular !== null && back !== null && back.rule !== 'important-keep' ? null : back,
    greeting(facts, today, terms),
    care(facts, today, terms),
    mostUrgent(facts.vehicles, (vehicle) => inspection(vehicle, today, terms)),
    ...proposeCare(facts, today, terms),
  ]
  // Who came back for a price hears about the price.
  const isQuoted = found.some((proposal) => proposal?.rule === 'quote-follow-up')
  return found
    .filter((proposal) => proposal !== null)
    .filter(({ rule }) => rule !== 'reactivation' || !isQuoted)
}

function service(vehicle: VehicleFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const { nextServiceOn: dueOn, lastServiceOn } = vehicle
  if (dueOn === null) return null
  const inDays = daysBetween(today, dueOn)
  const known = { ...modelOf(vehicle), ...(lastServiceOn === null ? {} : { lastServiceOn }) }
  if (inDays < 0) {
    if (-inDays > terms.serviceOverdueMaxDays) return null
    // Fresh omissions are won back more easily than old ones.
    const urgency = 1 + inDays / terms.serviceOverdueMaxDays
    return { rule: 'service-overdue', reason: { dueOn, overdueDays: -inDays, ...known }, dueOn, urgency }
  }
  if (inDays > terms.serviceDueAheadDays) return null
  const since = lastServiceOn === null ? {} : { sinceDays: daysBetween(lastServiceOn, today) }
  const urgency = 1 - inDays / (terms.serviceDueAheadDays + 1)
  return { rule: 'service-due', reason: { dueOn, inDays, ...known, ...since }, dueOn, urgency }
}

function insurance(vehicle: VehicleFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const { insuranceEndsOn: dueOn } = vehicle
  const urgency = nearness(dueOn, today, terms.insuranceAheadDays)
  if (dueOn === null || urgency === null) return null
  return {
    rule: 'insurance-due',
    reason: { dueOn, inDays: daysBetween(today, dueOn), ...modelOf(vehicle) },
    dueOn,
    urgency,
  }
}

function warranty(vehicle: VehicleFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const { warrantyEndsOn: dueOn } = vehicle
  const urgency = nearness(dueOn, today, terms.warrantyAheadDays)
  if (dueOn === null || urgency === null) return null
  return {
    rule: 'warranty-ending',
    reason: { dueOn, inDays: daysBetween(today, dueOn), ...modelOf(vehicle) },
    dueOn,
    urgency,
  }
}

function inspection(vehicle: VehicleFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const { inspectionOn: dueOn } = vehicle
  const urgency = nearness(dueOn, today, terms.inspectionAheadDays)
  if (dueOn === null || urgency === null) return null
  return {
    rule: 'inspection-due',
    reason: { dueOn, inDays: daysBetween(today, dueOn), ...modelOf(vehicle) },
    dueOn,
    urgency,
  }
}

function quote(
  { quote: open, lastPaidOn }: ActionFacts,
  today: LocalDate,
  terms: ActionTerms,
): Proposal | null {
  if (open === null || (lastPaidOn !== null && lastPaidOn > open.on)) return null
  const daysAgo = daysBetween(open.on, today)
  if (daysAgo < 1 || daysAgo > terms.quoteOpenDays) return null
  const urgency = 1 - daysAgo / (terms.quoteOpenDays + 1)
  return {
    rule: 'quote-follow-up',
    reason: { quotedOn: open.on, daysAgo, title: open.title },
    dueOn: null,
    urgency,
  }
}

function tradeIn(facts: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const newest = facts.vehicles
    .filter((vehicle) => vehicle.deliveredOn !== null && vehicle.deliveredOn <= today)
    .sort((a, b) => ((a.deliveredOn ?? '') < (b.deliveredOn ?? '') ? 1 : -1))[0]
  const deliveredOn = newest?.deliveredOn ?? null
  const months = deliveredOn === null ? null : monthsBetween(deliveredOn, today)
  if (months !== null && months < terms.tradeInQuietMonths) return null
  const tag = facts.tags.find((name) => /置换|换购|trade-?in/i.test(name))
  const isForecast = facts.replacementFrom !== null && today >= facts.replacementFrom
  const isOldEnough = isForecast || (months !== null && months >= terms.tradeInFromMonths)
  if (!isOldEnough && tag === undefined) return null
  const age = deliveredOn === null || months === null ? {} : { deliveredOn, months }
  const reason = { ...age, ...(tag === undefined ? {} : { tag }), ...(newest ? modelOf(newest) : {}) }
  return { rule: 'trade-in-window', reason, dueOn: null, urgency: tag === undefined ? 0.3 : 0.8 }
}

/** A customer who stays away: the valuable ones by name of their tier, others by the rung of the ladder that is due. */
function comeBack(facts: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const { lastVisitOn, tier } = facts
  if (lastVisitOn === null) return null
  const daysAgo = daysBetween(lastVisitOn, today)
  const isDear = tier !== null && (tier.code === 3 || tier.code === 1)
  if (isDear && daysAgo >= terms.keepFromDays) {
    const reason = { code: tier.code, lastVisitOn, daysAgo, monetaryFen: tier.monetaryFen }
    return { rule: 'important-keep', reason, dueOn: null, urgency: tier.code === 3 ? 0.8 : 0.6 }
  }
  const rung = rungOf(facts, today, terms)
  const rule = rung === null ? undefined : RUNGS[Math.min(rung, RUNGS.length) - 1]
  return rule === undefined ? null : { rule, reason: { lastVisitOn, daysAgo }, dueOn: null, urgency: 0.5 }
}

const RUNGS = ['win-back-3m', 'win-back-5m', 'win-back-7m'] as const

/** As the corp's ladder says; by the months of the trade until somebody has looked. */
function rungOf(
  { ladder, lastVisitOn }: ActionFacts,
  today: LocalDate,
  { winBackMonths }: ActionTerms,
): number | null {
  if (ladder !== null) return ladder.rung
  const reached = winBackMonths.filter(
    (months) => lastVisitOn !== null && today >= addMonths(lastVisitOn, months),
  )
  return reached.length === 0 ? null : reached.length
}

function inherited({ takeover }: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  if (takeover === null || takeover.isGreeted) return null
  const { on: takenOn, fromName } = takeover
  const daysAgo = daysBetween(takenOn, today)
  if (daysAgo < 0 || daysAgo > terms.inheritedGreetingDays) return null
  const urgency = 1 - daysAgo / (terms.inheritedGreetingDays + 1)
  return { rule: 'inherited-greeting', reason: { fromName, takenOn, daysAgo }, dueOn: null, urgency }
}

function greeting(facts: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const { addedOn, sentOn, takeover } = facts
  if (addedOn === null) return null
  // Whom a colleague handed over is no stranger.
  if (takeover !== null && takeover.on >= addedOn) return null
  const daysAgo = daysBetween(addedOn, today)
  if (daysAgo < 0 || daysAgo > terms.greetingDays) return null
  // Whoever was written to since is no longer a stranger.
  if (Object.values(sentOn).some((on) => on >= addedOn)) return null
  const urgency = 1 - daysAgo / (terms.greetingDays + 1)
  return { rule: 'new-contact-greeting', reason: { addedOn, daysAgo }, dueOn: null, urgency }
}

function care(facts: ActionFacts, today: LocalDate, terms: ActionTerms): Proposal | null {
  const { tier, lastVisitOn } = facts
  if (tier === null || lastVisitOn === null || (tier.code !== 7 && tier.code !== 5)) return null
  const daysAgo = daysBetween(lastVisitOn, today)
  if (daysAgo < terms.careFromDays || rungOf(facts, today, terms) !== null) return null
  const reason = {
    code: tier.code,
    lastVisitOn,
    daysAgo,
    frequency: tier.frequency,
    monetaryFen: tier.monetaryFen,
  }
  return { rule: 'high-value-care', reason, dueOn: null, urgency: tier.code === 7 ? 0.4 : 0.2 }
}

function mostUrgent(
  vehicles: readonly VehicleFacts[],
  propose: (vehicle: VehicleFacts) => Proposal | null,
): Proposal | null {
  const proposals = vehicles.map(propose).filter((proposal) => proposal !== null)
  return (
    proposals.sort((a, b) => b.urgency - a.urgency || ((a.dueOn ?? '') < (b.dueOn ?? '') ? -1 : 1))[0] ?? null
  )
}

function modelOf(vehicle: VehicleFacts): { model?: string } {
  return vehicle.model === null ? {} : { model: vehicle.model }
}
