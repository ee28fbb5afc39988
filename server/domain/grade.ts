import { addDays, type LocalDate } from './time.ts'

/** A customer who has bought here, by what they bring: A first. */
export type Grade = 'A' | 'B' | 'C'
export const GRADES = ['A', 'B', 'C'] as const satisfies readonly Grade[]

export function isGrade(word: string | null): word is Grade {
  return GRADES.some((grade) => grade === word)
}

export interface GradeFacts {
  /** Net fen of services in the two years before the day. */
  spendFen: number
  /** Net fen of all cars bought here. */
  vehicleFen: number
  /** Visit-days of the same two years. */
  visits: number
  lastVisitOn: LocalDate
  /** Expected value of the coming year; null: no model says. */
  clvFen: number | null
}

export type GradePart = 'spend' | 'vehicle' | 'visits' | 'recency' | 'value'

/** Of the steps that are reached the best counts. Recency: so many days ago at most. */
export interface GradeStep {
  from: number
  points: number
}

export interface GradeTerms {
  steps: Record<GradePart, readonly GradeStep[]>
  aFrom: number
  bFrom: number
}

export interface GradePoints {
  part: GradePart
  points: number
  most: number
  value: number | null
}

export interface GradeAnswer {
  grade: Grade
  points: number
  parts: GradePoints[]
  /** The next day on which recency is worth less. */
  nextOn: LocalDate | null
}

const PARTS: readonly GradePart[] = ['spend', 'vehicle', 'visits', 'recency', 'value']

/** Points by a table anybody can read; nothing is weighed in secret. */
export function gradeOf(facts: GradeFacts, today: LocalDate, terms: GradeTerms): GradeAnswer {
  const amounts: Record<Exclude<GradePart, 'recency'>, number | null> = {
    spend: facts.spendFen,
    vehicle: facts.vehicleFen,
    visits: facts.visits,
    value: facts.clvFen,
  }
  const recency = recencyPart(facts.lastVisitOn, today, terms.steps.recency)
  const parts = PARTS.filter((part) => mostOf(terms.steps[part]) > 0).map((part): GradePoints => {
    if (part === 'recency') return recency.points
    const value = amounts[part]
    return { part, points: stepPoints(terms.steps[part], value), most: mostOf(terms.steps[part]), value }
  })
  const points = parts.reduce((sum, part) => sum + part.points, 0)
  const grade = points >= terms.aFrom ? 'A' : points >= terms.bFrom ? 'B' : 'C'
  return { grade, points, parts, nextOn: recency.fadesOn }
}

function recencyPart(
  on: LocalDate,
  today: LocalDate,
  steps: readonly GradeStep[],
): { points: GradePoints; fadesOn: LocalDate | null } {
  const holding = steps.filter((step) => today <= addDays(on, step.from))
  const points = mostOf(holding)
  const best = holding.filter((step) => step.points === points).sort((a, b) => b.from - a.from)[0]
  return {
    // The step, not the days: what is stored must not change with every day.
    points: { part: 'recency', points, most: mostOf(steps), value: best?.from ?? null },
    fadesOn: best ? addDays(on, best.from + 1) : null,
  }
}

/** What a value earns on a table of steps; nothing known earns nothing. */
export function stepPoints(steps: readonly GradeStep[], value: number | null): number {
  return mostOf(steps.filter((step) => value !== null && value >= step.from))
}

function mostOf(steps: readonly GradeStep[]): number {
  return steps.reduce((most, step) => Math.max(most, step.points), 0)
}
