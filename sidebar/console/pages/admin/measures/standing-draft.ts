import type { StandingTerms } from '../../../../api/standing.ts'
import { measures } from '../../../texts/measures.ts'

export interface StepDraft {
  from: number
  points: number
}
export const GRADE_PARTS = ['spend', 'vehicle', 'visits', 'recency', 'value'] as const
export const DISTANCE_PARTS = ['contact', 'replies', 'visits', 'links', 'groups', 'moments'] as const
export const WINDOWS = ['replies', 'visits', 'links', 'moments'] as const
export const STAGE_FIELDS = [
  'dormantAfterMonths',
  'lostAfterMonths',
  'maturityPaidVisitDays',
  'maturityAfterMonths',
] as const
const IN_YUAN: readonly string[] = ['spend', 'vehicle', 'value']

const times = (steps: readonly StepDraft[], factor: number): StepDraft[] =>
  steps.map(({ from, points }) => ({ from: Math.round(from * factor), points }))

/** As it is typed: money in yuan. */
export function draftOf(terms: StandingTerms): StandingTerms {
  return withMoney(terms, 1 / 100)
}

export function termsOf(draft: StandingTerms): StandingTerms {
  return withMoney(draft, 100)
}

function withMoney(terms: StandingTerms, factor: number): StandingTerms {
  // Numbers and words alone; and what Vue watches cannot be cloned otherwise.
  const copy = JSON.parse(JSON.stringify(terms)) as StandingTerms
  for (const part of GRADE_PARTS)
    if (IN_YUAN.includes(part)) copy.grade.steps[part] = times(copy.grade.steps[part], factor)
  return copy
}

export function mostDistance({ distance }: StandingTerms): number {
  return DISTANCE_PARTS.reduce(
    (sum, part) => sum + Math.max(0, ...distance.steps[part].map((step) => step.points)),
    0,
  )
}

/** What the server would refuse. */
export function isGood(draft: StandingTerms): boolean {
  const { stage, ladder, grade, distance } = draft
  const months = [...STAGE_FIELDS.map((field) => stage[field]), ...ladder.months]
  const whole = [...months, ladder.perAdvisorADay, ladder.actWithinDays, grade.aFrom, grade.bFrom]
  const steps = [
    ...GRADE_PARTS.flatMap((part) => grade.steps[part]),
    ...DISTANCE_PARTS.flatMap((part) => distance.steps[part]),
  ]
  return (
    whole.every(Number.isInteger) &&
    months.every((value) => value >= 1 && value <= 120) &&
    stage.maturityPaidVisitDays >= 2 &&
    stage.maturityPaidVisitDays <= 50 &&
    stage.lostAfterMonths > stage.dormantAfterMonths &&
    isAscending(ladder.months) &&
    isAscending(ladder.ratios) &&
    ladder.ratios.every((ratio) => ratio >= 0.5 && ratio <= 20) &&
    ladder.perAdvisorADay >= 1 &&
    ladder.perAdvisorADay <= 500 &&
    ladder.actWithinDays >= 0 &&
    ladder.actWithinDays <= 30 &&
    grade.aFrom > grade.bFrom &&
    grade.bFrom >= 1 &&
    grade.aFrom <= 100 &&
    steps.every(
      ({ from, points }) => from >= 0 && Number.isInteger(points) && points >= 0 && points <= 100,
    ) &&
    WINDOWS.every((part) => distance.days[part] >= 1 && distance.days[part] <= 365) &&
    mostDistance(draft) <= 100
  )
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, n) => n === 0 || value > (values[n - 1] ?? 0))
}

/** Two versions, number by number, in the words of the form. */
export function changesBetween(before: StandingTerms, after: StandingTerms): string[] {
  const [from, to] = [linesOf(before), linesOf(after)]
  return [...to].flatMap(([label, value]) => {
    const old = from.get(label) ?? ''
    return old === value ? [] : [`${label}：${old} → ${value}`]
  })
}

function linesOf(terms: StandingTerms): Map<string, string> {
  const { stage, ladder, grade, distance } = draftOf(terms)
  const steps = (list: readonly StepDraft[]): string =>
    list.length === 0 ? measures('steps.none') : list.map(({ from, points }) => `${from}=${points}`).join(' ')
  return new Map<string, string>([
    ...STAGE_FIELDS.map((field): [string, string] => [measures(`stage.${field}`), String(stage[field])]),
    [measures('ladder.isOn'), ladder.isOn ? '✓' : '✗'],
    [measures('ladder.by'), measures(`ladder.by.${ladder.by}`)],
    [measures('ladder.months'), ladder.months.join(' / ')],
    [measures('ladder.ratios'), ladder.ratios.join(' / ')],
    [measures('ladder.perAdvisorADay'), String(ladder.perAdvisorADay)],
    [measures('ladder.actWithinDays'), String(ladder.actWithinDays)],
    [measures('grade.aFrom'), String(grade.aFrom)],
    [measures('grade.bFrom'), String(grade.bFrom)],
    ...GRADE_PARTS.map((part): [string, string] => [measures(`grade.${part}`), steps(grade.steps[part])]),
    ...WINDOWS.map((part): [string, string] => [
      `${measures(`distance.${part}`)} · ${measures('distance.days')}`,
      String(distance.days[part]),
    ]),
    ...DISTANCE_PARTS.map((part): [string, string] => [
      `${measures('distance.title')} · ${measures(`distance.${part}`)}`,
      steps(distance.steps[part]),
    ]),
  ])
}
