import { type ContactRules, nextOpenMs, quietOf } from '../contact-gate.ts'
import type { PostKind } from './kinds.ts'
import { localDateOf, startOfDayMs, type LocalDate } from '../time.ts'

const HOUR_MS = 3_600_000

/** Official days of one year: what is off, and which weekend days are worked. */
export interface HolidayYear {
  off: readonly {
    name: 'new-year' | 'spring' | 'qingming' | 'labour' | 'dragon-boat' | 'mid-autumn' | 'national'
    from: LocalDate
    to: LocalDate
  }[]
  worked: readonly LocalDate[]
}
export type HolidayTable = Readonly<Record<string, HolidayYear>>

export type DayKind =
  | { is: 'workday' | 'weekend' | 'worked-weekend' }
  | { is: 'holiday'; name: HolidayYear['off'][number]['name'] }
  /** The State Council has not said, or nobody has entered it. */
  | { is: 'not-known' }

export function dayKind(day: LocalDate, table: HolidayTable): DayKind {
  const year = table[day.slice(0, 4)]
  if (!year) return { is: 'not-known' }
  const off = year.off.find(({ from, to }) => from <= day && day <= to)
  if (off) return { is: 'holiday', name: off.name }
  const isWeekend = weekday(day) === 0 || weekday(day) === 6
  if (year.worked.includes(day)) return { is: 'worked-weekend' }
  return { is: isWeekend ? 'weekend' : 'workday' }
}

/** 0 is Sunday. */
export function weekday(day: LocalDate): number {
  return new Date(startOfDayMs(day) + 12 * 3_600_000).getUTCDay()
}

export interface PostTimes {
  startsAt: string | null
  endsAt: string | null
}

/** When somebody asks for a day without saying the hour. */
const USUAL_HOUR = 10

/** The same hours on another day: the end keeps its distance. Without a day it starts as soon as it is let go. */
export function timesOn({ startsAt, endsAt }: PostTimes, day: LocalDate | null): PostTimes {
  if (day === null) return { startsAt: null, endsAt: null }
  const midnight = startOfDayMs(day)
  if (startsAt === null)
    return { startsAt: new Date(midnight + USUAL_HOUR * HOUR_MS).toISOString(), endsAt: null }
  const startedMs = Date.parse(startsAt)
  const startMs = midnight + (startedMs - startOfDayMs(localDateOf(startedMs)))
  return {
    startsAt: new Date(startMs).toISOString(),
    endsAt: endsAt === null ? null : new Date(startMs + Date.parse(endsAt) - startedMs).toISOString(),
  }
}

/**
 * Until when a post that is due at `atMs` waits for the hours in which the company writes to people. null: it need not,
 * or its end would come first. What reaches nobody by itself (a moment, an announcement) never waits.
 */
export function quietUntilMs(
  { kind, endsAtMs }: { kind: PostKind; endsAtMs: number | null },
  rules: ContactRules,
  atMs: number,
): number | null {
  if (kind !== 'customers' && kind !== 'groups') return null
  const openMs = nextOpenMs(rules, atMs)
  if (openMs === atMs) return null
  // An end that is over already counts no more: such a post gets a new one when it starts.
  const isTooLate = endsAtMs !== null && endsAtMs > atMs && endsAtMs <= openMs
  return isTooLate ? null : openMs
}

export type TimeProblem =
  | { is: 'in-the-past' }
  | { is: 'quiet-hours'; fromHour: number; toHour: number }
  | { is: 'end-before-start' }
  | { is: 'too-far' }
/** What somebody should know and may still want. */
export type TimeNote = { is: 'holiday'; name: string } | { is: 'weekend' } | { is: 'not-known'; year: string }

const MOST_AHEAD_MS = 366 * 24 * HOUR_MS

/** Mass messages come at hours at which the company writes to people; a moment disturbs nobody. */
export function checkTimes(
  {
    startsAtMs,
    endsAtMs,
    isMoment,
  }: { startsAtMs: number | null; endsAtMs: number | null; isMoment: boolean },
  { rules, table, nowMs }: { rules: ContactRules; table: HolidayTable; nowMs: number },
): { problems: TimeProblem[]; notes: TimeNote[] } {
  const at = startsAtMs ?? nowMs
  const problems: TimeProblem[] = []
  if (startsAtMs !== null && startsAtMs < nowMs) problems.push({ is: 'in-the-past' })
  if (at > nowMs + MOST_AHEAD_MS) problems.push({ is: 'too-far' })
  const day = localDateOf(at)
  if (!isMoment && quietOf(rules, at)?.kind === 'quiet-hours')
    problems.push({ is: 'quiet-hours', fromHour: rules.fromHour, toHour: rules.toHour })
  if (endsAtMs !== null && endsAtMs <= at) problems.push({ is: 'end-before-start' })
  const kind = dayKind(day, table)
  const notes: TimeNote[] =
    kind.is === 'holiday'
      ? [{ is: 'holiday', name: kind.name }]
      : kind.is === 'weekend'
        ? [{ is: 'weekend' }]
        : kind.is === 'not-known'
          ? [{ is: 'not-known', year: day.slice(0, 4) }]
          : []
  return { problems, notes }
}
