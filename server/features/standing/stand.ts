import { buyingOf } from '../../domain/buying.ts'
import { gradeOf } from '../../domain/grade.ts'
import { dueRung, rungsOf, stageOf, type Rung, type Stage } from '../../domain/lifecycle.ts'
import { earliest, relationOf } from '../../domain/relation.ts'
import { addDays, addMonths, daysBetween, localDateOf, type LocalDate } from '../../domain/time.ts'
import type { StandingTerms } from './contract.ts'
import type { History } from './read-history.ts'

/** A row of Standing without its keys. */
export interface StandingRow {
  stage: Stage
  ruleStage: Stage
  stageSince: LocalDate | null
  stageCause: string
  stageOverride: Stage | null
  overrideUntil: LocalDate | null
  overrideBy: string | null
  overrideReason: string | null
  lastVisitOn: LocalDate | null
  reactivatedOn: LocalDate | null
  visitDays: number
  gapDays: number | null
  gapSource: string | null
  rung: number | null
  rungDueOn: LocalDate | null
  rungHeld: string | null
  grade: string | null
  gradePoints: number | null
  gradeJson: string | null
  distance: number
  distanceJson: string
  daysToBuy: number | null
  modelsCompared: number | null
  /** ISO, as raw rows hold times. */
  lastTouchAt: string | null
  isOwner: number
  staffId: string | null
  nextOn: LocalDate | null
}

export interface Override {
  stage: Stage
  until: LocalDate
  by: string | null
  reason: string | null
}

interface Known {
  history: History
  override: Override | null
  /** Days the gap forecast expects between two visits. */
  forecastGapDays: number | null
  clvFen: number | null
  today: LocalDate
  terms: StandingTerms
  serviceIntervalMonths: number
}

const GRADE_DAYS = 730

/** Everything about one customer from dated facts alone: the same facts give the same row, in whatever order they came. */
export function standOf(known: Known): StandingRow {
  const { history, today, terms } = known
  const { visits } = history
  const computed = stageOf({ visits, addedOn: history.addedOn }, today, terms.stage)
  const override = known.override !== null && known.override.until >= today ? known.override : null
  const lastVisitOn = visits.at(-1)?.on ?? null
  const gap = gapOf(known, lastVisitOn)
  const ladder = ladderOf({ terms, lastVisitOn, gapDays: gap.gapDays, today })
  const grade = gradeOfHistory(known)
  const relation = relationOf(relationFacts(history), today, terms.distance)
  return {
    stage: override?.stage ?? computed.stage,
    ruleStage: computed.stage,
    stageSince: computed.since,
    stageCause: override ? 'override' : computed.rule,
    stageOverride: override?.stage ?? null,
    overrideUntil: override?.until ?? null,
    overrideBy: override?.by ?? null,
    overrideReason: override?.reason ?? null,
    lastVisitOn,
    reactivatedOn: computed.reactivatedOn,
    visitDays: visits.length,
    ...gap,
    rung: ladder.due?.rung ?? null,
    rungDueOn: ladder.due?.dueOn ?? null,
    rungHeld: null,
    grade: grade?.grade ?? null,
    gradePoints: grade?.points ?? null,
    gradeJson: grade ? JSON.stringify(grade.parts) : null,
    distance: relation.distance,
    distanceJson: JSON.stringify(relation.parts),
    ...buyingOf({
      looks: history.looks,
      boughtOn: visits.flatMap((visit) => (visit.vehicleFen > 0 ? visit.on : [])),
    }),
    lastTouchAt: history.lastTouchMs === null ? null : isoOf(history.lastTouchMs),
    isOwner: history.isOwner ? 1 : 0,
    staffId: history.staffId,
    nextOn: earliest([
      computed.nextOn,
      ladder.nextOn,
      override ? addDays(override.until, 1) : null,
      grade?.nextOn ?? null,
      oldestLeaves(history, today),
      relation.nextOn,
      history.nextVisitOn,
    ]),
  }
}

/** As the raw rows of both databases write an instant. */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00')
}

function gapOf(
  { forecastGapDays, serviceIntervalMonths }: Known,
  lastOn: LocalDate | null,
): Pick<StandingRow, 'gapDays' | 'gapSource'> {
  if (lastOn === null) return { gapDays: null, gapSource: null }
  if (forecastGapDays !== null && forecastGapDays > 0)
    return { gapDays: forecastGapDays, gapSource: 'forecast' }
  const gapDays = daysBetween(lastOn, addMonths(lastOn, serviceIntervalMonths))
  return { gapDays, gapSource: 'service-interval' }
}

/** Who never came is a lead, not somebody to win back. */
function ladderOf(input: {
  terms: StandingTerms
  lastVisitOn: LocalDate | null
  gapDays: number | null
  today: LocalDate
}): { due: Rung | null; nextOn: LocalDate | null } {
  const { terms, lastVisitOn, gapDays, today } = input
  if (lastVisitOn === null || gapDays === null || !terms.ladder.isOn) return { due: null, nextOn: null }
  const rungs = rungsOf(lastVisitOn, terms.ladder, gapDays)
  return { due: dueRung(rungs, today), nextOn: rungs.find((rung) => rung.dueOn > today)?.dueOn ?? null }
}

function gradeOfHistory({ history, clvFen, today, terms }: Known) {
  const last = history.visits.at(-1)
  if (last === undefined) return null
  const recent = history.visits.filter((visit) => visit.on > addDays(today, -GRADE_DAYS))
  return gradeOf(
    {
      spendFen: recent.reduce((sum, visit) => sum + visit.serviceFen, 0),
      vehicleFen: history.visits.reduce((sum, visit) => sum + visit.vehicleFen, 0),
      visits: recent.length,
      lastVisitOn: last.on,
      clvFen,
    },
    today,
    terms.grade,
  )
}

/** The day on which the oldest visit of the two years leaves them. */
function oldestLeaves({ visits }: History, today: LocalDate): LocalDate | null {
  const oldest = visits.find((visit) => visit.on > addDays(today, -GRADE_DAYS))
  return oldest ? addDays(oldest.on, GRADE_DAYS) : null
}

function relationFacts(history: History) {
  const { replies, sends, reactions, linkOpens, groups, lastSentOn, lastTouchMs } = history
  const touchedOn = lastTouchMs === null ? null : localDateOf(lastTouchMs)
  const days = [lastSentOn, touchedOn].filter((day) => day !== null)
  return {
    lastContactOn: days.length === 0 ? null : days.reduce((a, b) => (a > b ? a : b)),
    visits: history.visits.map((visit) => visit.on),
    replies,
    sends,
    reactions,
    linkOpens,
    groups,
  }
}
