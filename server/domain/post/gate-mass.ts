import {
  type ContactFacts,
  type ContactRefusal,
  type ContactRules,
  gateContact,
  quietOf,
} from '../contact-gate.ts'
import { addDays, addMonths, localDateOf, startOfDayMs, type LocalDate } from '../time.ts'

/**
 * How many mass messages WeCom lets a customer or group have. The month's number is the days of the month; companies may
 * set less for a week or a day in WeCom's own rules, which no interface tells: it is set here by hand.
 */
export interface MassRules {
  perDay: number | null
  perWeek: number | null
}

export const MASS_RULES: MassRules = { perDay: 1, perWeek: 7 }

export type MassRefusal =
  | ContactRefusal
  | { kind: 'wecom-day' | 'wecom-week' | 'wecom-month'; count: number; limit: number; freeOn: LocalDate }

export const MASS_REFUSALS = ['wecom-day', 'wecom-week', 'wecom-month'] as const

/** What of the outgoing messages were mass messages. */
export interface MassFacts extends ContactFacts {
  massAtMs: readonly number[]
}

/** Nobody in a group has said no to it, and it counts for no person's caps; the hours are everybody's. */
export function gateGroup(
  massAtMs: readonly number[],
  { contact, mass }: { contact: ContactRules; mass: MassRules },
  nowMs: number,
): MassRefusal | null {
  return quietOf(contact, nowMs) ?? gateWecom(massAtMs, mass, nowMs)
}

/** The one gate of everything planned: the customer's word first, then WeCom's limits, then the company's own. */
export function gateMass(
  facts: MassFacts,
  { contact, mass }: { contact: ContactRules; mass: MassRules },
  nowMs: number,
): MassRefusal | null {
  const own = gateContact(facts, contact, nowMs)
  if (own?.kind === 'opted-out') return own
  return gateWecom(facts.massAtMs, mass, nowMs) ?? own
}

/** What WeCom would refuse: whoever is over the number gets status 3, after the member has confirmed. */
export function gateWecom(
  massAtMs: readonly number[],
  { perDay, perWeek }: MassRules,
  nowMs: number,
): Extract<MassRefusal, { kind: 'wecom-day' | 'wecom-week' | 'wecom-month' }> | null {
  const today = localDateOf(nowMs)
  const monthStart = `${today.slice(0, 8)}01`
  const nextMonth = addMonths(monthStart, 1)
  const monthDays = Number(addDays(nextMonth, -1).slice(8))
  const since = (day: LocalDate): number =>
    massAtMs.filter((ms) => ms >= startOfDayMs(day) && ms <= nowMs).length
  const inMonth = since(monthStart)
  if (inMonth >= monthDays)
    return { kind: 'wecom-month', count: inMonth, limit: monthDays, freeOn: nextMonth }
  const inWeek = since(addDays(today, -6))
  if (perWeek !== null && inWeek >= perWeek)
    return { kind: 'wecom-week', count: inWeek, limit: perWeek, freeOn: addDays(today, 1) }
  const inDay = since(today)
  if (perDay !== null && inDay >= perDay)
    return { kind: 'wecom-day', count: inDay, limit: perDay, freeOn: addDays(today, 1) }
  return null
}
