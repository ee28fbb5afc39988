import { daysBetween, localDateOf, type LocalDate } from './time.ts'

/** What is known of a customer, dated; features look only at what was before the message. */
export interface ResponseHistory {
  /** Visit-days, with what was paid for services on them. */
  visits: readonly { on: LocalDate; atMs: number; serviceFen: number }[]
  /** Instants of messages that advisors sent. */
  sentMs: readonly number[]
  /** Instants of replies an advisor marked, links opened, bookings and arrivals. */
  answeredMs: readonly number[]
}

export const RESPONSE_WINDOW_DAYS = 7
const DAY_MS = 86_400_000
const HISTORY_DAYS = 730
const RECENT_SENDS_DAYS = 30
/** For whoever never came: as long ago as we look back. */
const NEVER_DAYS = HISTORY_DAYS

export const RESPONSE_KINDS = {
  daysSinceVisit: 'number',
  hasVisited: 'number',
  visitDays: 'number',
  lnSpend: 'number',
  recentSends: 'number',
  rule: 'word',
} as const
export type ResponseFeature = keyof typeof RESPONSE_KINDS

/** What the model sees of a message to a customer: only what was known when it was sent. */
export function responseFeatures(
  history: ResponseHistory,
  { atMs, rule }: { atMs: number; rule: string },
): Record<ResponseFeature, number | string> {
  const today = localDateOf(atMs)
  const before = history.visits.filter(
    (visit) => visit.atMs < atMs && daysBetween(visit.on, today) < HISTORY_DAYS,
  )
  const days = new Set(before.map((visit) => visit.on))
  const last = [...days].reduce<LocalDate | null>(
    (latest, on) => (latest === null || on > latest ? on : latest),
    null,
  )
  const fen = before.reduce((sum, visit) => sum + visit.serviceFen, 0)
  const since = atMs - RECENT_SENDS_DAYS * DAY_MS
  return {
    daysSinceVisit: last === null ? NEVER_DAYS : daysBetween(last, today),
    hasVisited: last === null ? 0 : 1,
    visitDays: days.size,
    lnSpend: Math.log1p(Math.max(0, fen) / 100),
    recentSends: history.sentMs.filter((ms) => ms < atMs && ms >= since).length,
    rule,
  }
}

/** Did the customer answer within seven days: reply, link, booking, arrival or order? */
export function isAnswered(history: ResponseHistory, sentMs: number): boolean {
  const until = sentMs + RESPONSE_WINDOW_DAYS * DAY_MS
  const isWithin = (ms: number): boolean => ms > sentMs && ms <= until
  return history.answeredMs.some(isWithin) || history.visits.some((visit) => isWithin(visit.atMs))
}

/** Only then is it known whether an answer came. */
export function isWindowClosed(sentMs: number, nowMs: number): boolean {
  return sentMs + RESPONSE_WINDOW_DAYS * DAY_MS < nowMs
}
