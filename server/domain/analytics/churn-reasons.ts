import { daysBetween, type LocalDate } from '../time.ts'
import { churnWithin } from './churn.ts'
import type { MbgParameters } from './mbg-nbd.ts'
import type { History } from './purchase-history.ts'

/**
 * Why the churn figure is what it is. `points` says by how much the figure would be lower had the customer come when
 * expected: only what the model knows has them. Facts stand beside the figure and say nothing about its size.
 */
export type ChurnReason =
  | { kind: 'overdue'; daysSince: number; gapDays: number; ratio: number; points: number }
  | { kind: 'single-visit'; daysSince: number }
  | { kind: 'fewer-visits'; now: number; before: number }
  | { kind: 'long-ago'; daysSince: number }
  | { kind: 'complaint' | 'left-group' | 'left-advisor'; on: LocalDate }
  | { kind: 'low-survey'; on: LocalDate; score: number }

export interface ChurnFact {
  kind: 'complaint' | 'left-group' | 'left-advisor' | 'low-survey'
  on: LocalDate
  score?: number
}

const OVERDUE_RATIO = 1.2
const LONG_AGO_DAYS = 180
const YEAR_DAYS = 365
const SHOWN = 3

export function churnReasons(input: {
  visitDays: readonly LocalDate[]
  today: LocalDate
  /** Days the customer is expected to stay away; null when nothing is known. */
  gapDays: number | null
  facts: readonly ChurnFact[]
  history: History
  parameters: MbgParameters
}): ChurnReason[] {
  const { visitDays, today, gapDays, facts } = input
  const last = visitDays.at(-1)
  if (last === undefined) return []
  const daysSince = daysBetween(last, today)
  const reasons: ChurnReason[] = []
  const isOverdue = gapDays !== null && daysSince >= gapDays * OVERDUE_RATIO
  if (isOverdue) reasons.push(overdue(input, { daysSince, gapDays }))
  for (const fact of [...facts].sort((a, b) => (a.on < b.on ? 1 : -1))) reasons.push(reasonOf(fact))
  const now = countBetween(visitDays, today, [0, YEAR_DAYS])
  const before = countBetween(visitDays, today, [YEAR_DAYS, 2 * YEAR_DAYS])
  if (before >= 2 && now * 2 <= before) reasons.push({ kind: 'fewer-visits', now, before })
  if (visitDays.length === 1) reasons.push({ kind: 'single-visit', daysSince })
  else if (!isOverdue && daysSince >= LONG_AGO_DAYS) reasons.push({ kind: 'long-ago', daysSince })
  return reasons.slice(0, SHOWN)
}

/** Measured against the customer who had come once more, on the expected day. */
function overdue(
  { history, parameters }: { history: History; parameters: MbgParameters },
  { daysSince, gapDays }: { daysSince: number; gapDays: number },
): ChurnReason {
  const { repeats, lastWeeks, ageWeeks } = history
  const inTime = { repeats: repeats + 1, lastWeeks: Math.min(ageWeeks, lastWeeks + gapDays / 7), ageWeeks }
  const points = churnWithin(parameters, history) - churnWithin(parameters, inTime)
  return {
    kind: 'overdue',
    daysSince,
    gapDays: Math.round(gapDays),
    ratio: Math.round((daysSince / gapDays) * 10) / 10,
    points: Math.max(0, Math.round(points * 100)),
  }
}

function reasonOf({ kind, on, score }: ChurnFact): ChurnReason {
  return kind === 'low-survey' ? { kind, on, score: score ?? 0 } : { kind, on }
}

function countBetween(days: readonly LocalDate[], today: LocalDate, [from, to]: [number, number]): number {
  return days.filter((day) => {
    const ago = daysBetween(day, today)
    return ago >= from && ago < to
  }).length
}
