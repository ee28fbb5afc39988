import type { ActionFacts, Level } from '../../../domain/action-facts.ts'
import { levelAfter, levelOf } from '../../../domain/propose-care.ts'
import type { LocalDate } from '../../../domain/time.ts'

/** Where a customer stands among the levels of the corp. */
export interface LevelStanding {
  /** null: none yet. */
  name: string | null
  /** Paid visits within the window. */
  visits: number
  /** null: at the top. */
  next: { name: string; visits: number } | null
  windowDays: number
}

/** What can still be used; the first to end are named. */
export interface OpenBenefits {
  count: number
  first: { name: string; expiresOn: LocalDate | null }[]
}

export const NO_BENEFITS: OpenBenefits = { count: 0, first: [] }
const NAMED = 5

/** null: the corp has no levels. */
export function levelStanding(
  visits: number,
  { levels, windowDays }: { levels: readonly Level[]; windowDays: number },
): LevelStanding | null {
  if (levels.length === 0) return null
  const next = levelAfter(visits, levels)
  return {
    name: levelOf(visits, levels)?.name ?? null,
    visits,
    next: next && { name: next.name, visits: next.visits },
    windowDays,
  }
}

export function standingOf(
  { paidVisits, benefits }: ActionFacts,
  terms: { levels: readonly Level[]; windowDays: number },
): { level: LevelStanding | null; benefits: OpenBenefits } {
  const open = benefits.filter(({ state }) => state === 'open')
  const first = open.slice(0, NAMED).map(({ name, expiresOn }) => ({ name, expiresOn }))
  return { level: levelStanding(paidVisits, terms), benefits: { count: open.length, first } }
}
