import { addDays, addMonths, daysBetween, type LocalDate } from './time.ts'

/** Where a customer stands in the life of the relation, the way the trade counts it. */
export type Stage = 'introduction' | 'growth' | 'maturity' | 'dormant' | 'lost'
export const STAGES: readonly Stage[] = ['introduction', 'growth', 'maturity', 'dormant', 'lost']

export interface VisitDay {
  on: LocalDate
  /** A car or a service was paid that day; a test drive or a quote is none. */
  isPaid: boolean
}

export interface StageTerms {
  dormantAfterMonths: number
  lostAfterMonths: number
  maturityPaidVisitDays: number
  maturityAfterMonths: number
}

export interface StageFacts {
  /** All visit-days up to the day asked about, each once, oldest first. */
  visits: readonly VisitDay[]
  /** The day a lead was added: stands for the last visit of someone who never came. */
  addedOn: LocalDate | null
}

/** Which rule spoke. */
export type StageRule = 'no-visit' | 'never-came' | 'one-visit' | 'never-paid' | 'regular' | 'growing'

export interface StageAnswer {
  stage: Stage
  rule: StageRule
  /** The day it became so; null when nothing dated is known. */
  since: LocalDate | null
  /** The last return after an absence of the dormant length. */
  reactivatedOn: LocalDate | null
  /** The next day on which the stage changes by itself. */
  nextOn: LocalDate | null
}

/** In order, the first match wins: lost, dormant, introduction, maturity, growth. */
export function stageOf(facts: StageFacts, today: LocalDate, terms: StageTerms): StageAnswer {
  const { visits, addedOn } = facts
  const lastOn = visits.at(-1)?.on ?? addedOn
  const reactivatedOn = lastReturn(visits, terms)
  if (lastOn === null)
    return { stage: 'introduction', rule: 'never-came', since: null, reactivatedOn, nextOn: null }
  const dormantOn = addMonths(lastOn, terms.dormantAfterMonths)
  const lostOn = addMonths(lastOn, terms.lostAfterMonths)
  const absent = { rule: 'no-visit', reactivatedOn } as const
  if (today >= lostOn) return { ...absent, stage: 'lost', since: lostOn, nextOn: null }
  if (today >= dormantOn) return { ...absent, stage: 'dormant', since: dormantOn, nextOn: lostOn }
  return { ...stageOfPresent(facts, { today, lastOn, terms }), reactivatedOn }
}

function stageOfPresent(
  { visits, addedOn }: StageFacts,
  { today, lastOn, terms }: { today: LocalDate; lastOn: LocalDate; terms: StageTerms },
): Omit<StageAnswer, 'reactivatedOn'> {
  const nextOn = addMonths(lastOn, terms.dormantAfterMonths)
  const runOn = runStart(visits, terms) ?? addedOn ?? lastOn
  const paid = visits.filter((visit) => visit.isPaid)
  const [firstPaid] = paid
  const second = visits[1]
  if (firstPaid === undefined || second === undefined) {
    const rule = visits.length === 0 ? 'never-came' : second === undefined ? 'one-visit' : 'never-paid'
    return { stage: 'introduction', rule, since: runOn, nextOn }
  }
  const enough = paid[terms.maturityPaidVisitDays - 1]
  const oldEnoughOn = addMonths(firstPaid.on, terms.maturityAfterMonths)
  if (enough !== undefined && today >= oldEnoughOn)
    return { stage: 'maturity', rule: 'regular', since: latest([enough.on, oldEnoughOn, runOn]), nextOn }
  const ripens = enough !== undefined && oldEnoughOn < nextOn ? oldEnoughOn : nextOn
  return { stage: 'growth', rule: 'growing', since: latest([second.on, firstPaid.on, runOn]), nextOn: ripens }
}

/** First day of the visits that followed each other without an absence. */
function runStart(visits: readonly VisitDay[], terms: StageTerms): LocalDate | null {
  return lastReturn(visits, terms) ?? visits[0]?.on ?? null
}

function lastReturn(visits: readonly VisitDay[], terms: StageTerms): LocalDate | null {
  for (let n = visits.length - 1; n > 0; n -= 1) {
    const [before, on] = [visits[n - 1]?.on, visits[n]?.on]
    if (before !== undefined && on !== undefined && on >= addMonths(before, terms.dormantAfterMonths))
      return on
  }
  return null
}

function latest(days: readonly LocalDate[]): LocalDate {
  return days.reduce((a, b) => (a > b ? a : b))
}

/** Days since the last visit against the days one would expect between two. */
export function overdueRatio(lastOn: LocalDate, today: LocalDate, expectedGapDays: number): number {
  return daysBetween(lastOn, today) / expectedGapDays
}

export interface LadderTerms {
  /** months: so long after the last visit. ratio: so many expected gaps after it. */
  by: 'months' | 'ratio'
  /** Ascending. */
  months: readonly number[]
  ratios: readonly number[]
}

export interface Rung {
  /** 1 is the first. */
  rung: number
  dueOn: LocalDate
}

/** The days on which the rungs of an absence fall due. */
export function rungsOf(
  lastOn: LocalDate,
  { by, months, ratios }: LadderTerms,
  expectedGapDays: number,
): Rung[] {
  const days =
    by === 'months'
      ? months.map((count) => addMonths(lastOn, count))
      : ratios.map((ratio) => addDays(lastOn, Math.ceil(ratio * expectedGapDays)))
  return days.map((dueOn, n) => ({ rung: n + 1, dueOn }))
}

/** The one rung that is due: the highest reached. A lower one that was missed is skipped by that. */
export function dueRung(rungs: readonly Rung[], today: LocalDate): Rung | null {
  return rungs.filter((rung) => rung.dueOn <= today).at(-1) ?? null
}

/** One task for each of these, for ever. */
export function rungKey(customerId: string, lastOn: LocalDate, rung: number): string {
  return `winback:${customerId}:${lastOn}:${rung}`
}
