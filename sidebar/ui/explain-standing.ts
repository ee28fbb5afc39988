import type { GradePart } from '../../server/domain/grade.ts'
import type { RelationPart } from '../../server/domain/relation.ts'
import { dayNumber } from '../../server/domain/time.ts'
import type { Standing, StandingAnswer } from '../api/standing.ts'
import { serverNow } from './clock.ts'
import { dayOf, formatMoney, formatShortDay } from './format.ts'
import { gradePartText, relationPartText, standingText } from './standing-texts.ts'
import { stageText } from './texts.ts'

/** The sentence behind the stage. */
export function stageReason(standing: Standing, terms: StandingAnswer['terms']): string {
  const { override, lastVisitOn, stage, ruleStage, cause } = standing
  if (override)
    return standingText('rule.override', {
      name: override.byName ?? '—',
      day: formatShortDay(override.until),
      reason: override.reason,
    })
  const months = stage === 'lost' ? terms.lostAfterMonths : terms.dormantAfterMonths
  switch (cause) {
    case 'no-visit':
      return lastVisitOn === null
        ? standingText('rule.no-visit-lead', { months })
        : standingText('rule.no-visit', { day: formatShortDay(lastVisitOn), months })
    case 'one-visit':
    case 'never-paid':
    case 'never-came':
      return standingText(`rule.${cause}`)
    case 'growing':
    case 'regular':
      return standingText(`rule.${cause}`, {
        count: terms.maturityPaidVisitDays,
        months: terms.maturityAfterMonths,
      })
    default:
      return standingText('rule.would-be', { stage: stageText(ruleStage) })
  }
}

export function overdueText({ overdue, lastVisitOn }: Standing): string {
  if (!overdue || lastVisitOn === null) return ''
  const days = dayNumber(dayOf(serverNow())) - dayNumber(lastVisitOn)
  return standingText('overdue', { days, gap: overdue.gapDays, ratio: overdue.ratio })
}

export interface PointLine {
  key: string
  label: string
  value: string
  points: number
  most: number
}

export function gradeLines(parts: NonNullable<Standing['grade']>['parts']): PointLine[] {
  return parts.map(({ part, points, most, value }) => ({
    key: part,
    label: gradePartText(part),
    points,
    most,
    value: gradeValue(part, value),
  }))
}

function gradeValue(part: GradePart, value: number | null): string {
  if (value === null) return standingText('value.never')
  if (part === 'visits') return standingText('value.times', { count: value })
  if (part === 'recency') return standingText('value.days', { days: value })
  return formatMoney(value)
}

export function relationLines(parts: Standing['distanceParts']): PointLine[] {
  return parts.map(({ part, points, most, value, sends = 0 }) => ({
    key: part,
    label: relationPartText(part),
    points,
    most,
    value: relationValue(part, { value, sends }),
  }))
}

function relationValue(
  part: RelationPart,
  { value, sends }: { value: number | null; sends: number },
): string {
  if (part === 'replies' && sends > 0) return standingText('value.answered', { count: value ?? 0, sends })
  if (value === null || value === 0) return standingText('value.never')
  if (part === 'contact') return standingText('value.days', { days: value })
  return standingText(part === 'groups' ? 'value.groups' : 'value.times', { count: value })
}
