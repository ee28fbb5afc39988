import { addDays, localDateOf, startOfDayMs, type LocalDate } from './time.ts'

/** How often and when a customer may be written to on the company's own account; a corp may change it. */
export interface ContactRules {
  /** Messages in one day, in seven days, in thirty days. */
  perDay: number
  perWeek: number
  perMonth: number
  /** Hours of the Shanghai day in which messages go out: from ≤ hour < to. */
  fromHour: number
  toHour: number
  /** False: nothing goes out on Saturdays and Sundays. */
  isWeekendOpen: boolean
}

export const CONTACT_RULES: ContactRules = {
  perDay: 1,
  perWeek: 3,
  perMonth: 6,
  fromHour: 9,
  toHour: 20,
  isWeekendOpen: true,
}

/** What is known of the contacts with a customer. `sentAtMs` holds the messages of the last thirty days. */
export interface ContactFacts {
  optedOut: { on: LocalDate; source: string } | null
  sentAtMs: readonly number[]
}

/** Why a customer is left alone, and the first day on which that may be otherwise (null: not by itself). */
export type ContactRefusal =
  | { kind: 'opted-out'; on: LocalDate; source: string; freeOn: null }
  | { kind: 'day-cap' | 'week-cap' | 'month-cap'; count: number; limit: number; freeOn: LocalDate }
  | { kind: 'quiet-hours'; fromHour: number; toHour: number; freeOn: LocalDate }
  | { kind: 'quiet-weekend'; freeOn: LocalDate }

export const REFUSAL_KINDS = [
  'opted-out',
  'day-cap',
  'week-cap',
  'month-cap',
  'quiet-hours',
  'quiet-weekend',
] as const satisfies readonly ContactRefusal['kind'][]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const CONTACT_MEMORY_DAYS = 30

/** Null when the customer may be written to now. The first refusal is the one that lasts longest. */
export function gateContact(facts: ContactFacts, rules: ContactRules, nowMs: number): ContactRefusal | null {
  if (facts.optedOut !== null) return { kind: 'opted-out', ...facts.optedOut, freeOn: null }
  return capOf(facts.sentAtMs, rules, nowMs) ?? quietOf(rules, nowMs)
}

/** Caps count local days, today included: three in seven days frees a place when the oldest is seven days old. */
function capOf(
  sentAtMs: readonly number[],
  rules: ContactRules,
  nowMs: number,
): (ContactRefusal & { freeOn: LocalDate }) | null {
  const today = localDateOf(nowMs)
  const caps = [
    { kind: 'month-cap', days: CONTACT_MEMORY_DAYS, limit: rules.perMonth },
    { kind: 'week-cap', days: 7, limit: rules.perWeek },
    { kind: 'day-cap', days: 1, limit: rules.perDay },
  ] as const
  const reached = caps.flatMap(({ kind, days, limit }) => {
    const since = startOfDayMs(addDays(today, 1 - days))
    const within = sentAtMs.filter((ms) => ms >= since && ms <= nowMs).sort((a, b) => b - a)
    if (within.length < limit) return []
    // The message that has to grow old enough for a place to be free; a limit of none is free with the setting only.
    const holding = within[limit - 1] ?? nowMs
    return [{ kind, count: within.length, limit, freeOn: addDays(localDateOf(holding), days) }]
  })
  return reached.sort((a, b) => (a.freeOn < b.freeOn ? 1 : a.freeOn > b.freeOn ? -1 : 0))[0] ?? null
}

type Quiet = Extract<ContactRefusal, { kind: 'quiet-hours' | 'quiet-weekend' }>

/** What the hours alone say, whoever it is about. */
export function quietOf(rules: ContactRules, nowMs: number): Quiet | null {
  const today = localDateOf(nowMs)
  const hour = Math.floor((nowMs - startOfDayMs(today)) / HOUR_MS)
  const { fromHour, toHour } = rules
  const isOver = hour >= toHour
  if (hour < fromHour || isOver) {
    const next = isOver ? addDays(today, 1) : today
    return { kind: 'quiet-hours', fromHour, toHour, freeOn: openDay(next, rules) }
  }
  return isOpenDay(today, rules) ? null : { kind: 'quiet-weekend', freeOn: openDay(today, rules) }
}

/** The next instant at which the hours are open; `nowMs` itself when they are. */
export function nextOpenMs(rules: ContactRules, nowMs: number): number {
  const quiet = quietOf(rules, nowMs)
  return quiet === null ? nowMs : startOfDayMs(quiet.freeOn) + rules.fromHour * HOUR_MS
}

function openDay(from: LocalDate, rules: ContactRules): LocalDate {
  let day = from
  while (!isOpenDay(day, rules)) day = addDays(day, 1)
  return day
}

function isOpenDay(day: LocalDate, { isWeekendOpen }: ContactRules): boolean {
  if (isWeekendOpen) return true
  const weekday = new Date(startOfDayMs(day) + DAY_MS / 2).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/**
 * A person in a conversation may go on writing in quiet hours: they are told, not stopped. Whatever goes out by itself
 * stops for every refusal.
 */
export function stopsPerson(refusal: ContactRefusal): boolean {
  return refusal.kind !== 'quiet-hours' && refusal.kind !== 'quiet-weekend'
}
