import { addDays, type LocalDate } from './time.ts'

/** What the two sides have had to do with each other lately. Counts are of the days the table below looks back. */
export interface RelationFacts {
  /** The last time either side was heard of: a visit, an answer, a message sent. */
  lastContactOn: LocalDate | null
  replies: readonly LocalDate[]
  /** Messages an advisor sent. */
  sends: readonly LocalDate[]
  visits: readonly LocalDate[]
  reactions: readonly LocalDate[]
  linkOpens: readonly LocalDate[]
  /** Groups of ours the customer is in now. */
  groups: number
}

export type RelationPart = 'contact' | 'replies' | 'visits' | 'links' | 'groups' | 'moments'

export interface RelationPoints {
  part: RelationPart
  points: number
  most: number
  /** How many, or for the contact the days since; null: never. */
  value: number | null
  /** Of the replies: the messages whose answer could have come by now. */
  sends?: number
}

export interface Relation {
  /** 0: as close as can be. 100: strangers. */
  distance: number
  parts: RelationPoints[]
  /** The next day on which a part fades by itself. */
  nextOn: LocalDate | null
}

export interface RelationStep {
  /** For the contact days since it at most, otherwise how many at least. */
  from: number
  points: number
}
type Steps = readonly RelationStep[]

const COUNTED = ['replies', 'visits', 'links', 'moments'] as const
type Counted = (typeof COUNTED)[number]
export const RELATION_PARTS = ['contact', 'replies', 'visits', 'links', 'groups', 'moments'] as const

export interface RelationTerms {
  /** Days that count for each of these. */
  days: Record<Counted, number>
  /** Of the steps that are reached the best counts; the best of all parts together are at most 100. */
  steps: Record<RelationPart, Steps>
}

/** How far back facts are worth reading; no window may be longer. */
export const RELATION_DAYS = 365

export const RELATION_TERMS: RelationTerms = {
  days: { replies: 180, visits: 365, links: 90, moments: 90 },
  steps: {
    contact: [
      { from: 7, points: 25 },
      { from: 30, points: 20 },
      { from: 90, points: 12 },
      { from: 180, points: 5 },
    ],
    replies: [
      { from: 1, points: 8 },
      { from: 3, points: 15 },
    ],
    visits: [
      { from: 1, points: 10 },
      { from: 2, points: 18 },
      { from: 3, points: 25 },
    ],
    links: [
      { from: 1, points: 8 },
      { from: 3, points: 15 },
    ],
    groups: [{ from: 1, points: 10 }],
    moments: [
      { from: 1, points: 5 },
      { from: 3, points: 10 },
    ],
  },
}

const FACTS_OF: Record<Counted, (facts: RelationFacts) => readonly LocalDate[]> = {
  replies: (facts) => facts.replies,
  visits: (facts) => facts.visits,
  links: (facts) => facts.linkOpens,
  moments: (facts) => facts.reactions,
}

/** Until then a message may still be answered. */
const ANSWER_DAYS = 7

/** Each part adds closeness; what is left to 100 is the distance. */
export function relationOf(
  facts: RelationFacts,
  today: LocalDate,
  terms: RelationTerms = RELATION_TERMS,
): Relation {
  const counted = COUNTED.map((part) => {
    const one = countPart(part, facts, { today, terms })
    return part === 'replies' ? byRate(one, facts.sends, { today, days: terms.days.replies }) : one
  })
  const contact = contactPart(facts.lastContactOn, today, terms.steps.contact)
  const groups = { ...worth(facts.groups, terms.steps.groups), part: 'groups' as const, value: facts.groups }
  const parts = [contact.points, ...counted.map((one) => one.points), groups]
  return {
    distance: 100 - parts.reduce((sum, part) => sum + part.points, 0),
    parts,
    nextOn: earliest([contact.fadesOn, ...counted.map((one) => one.fadesOn)]),
  }
}

function countPart(
  part: Counted,
  facts: RelationFacts,
  { today, terms }: { today: LocalDate; terms: RelationTerms },
): { points: RelationPoints; fadesOn: LocalDate | null } {
  const days = terms.days[part]
  const from = addDays(today, -days)
  const counted = FACTS_OF[part](facts).filter((on) => on > from && on <= today)
  // When the oldest of them leaves the window the count changes.
  const oldest = counted.reduce<LocalDate | null>((a, b) => (a === null || b < a ? b : a), null)
  return {
    points: { part, ...worth(counted.length, terms.steps[part]), value: counted.length },
    fadesOn: oldest === null ? null : addDays(oldest, days),
  }
}

/** Three replies to three messages say more than three to thirty: the points count as far as messages were answered. */
function byRate(
  { points, fadesOn }: { points: RelationPoints; fadesOn: LocalDate | null },
  all: readonly LocalDate[],
  { today, days }: { today: LocalDate; days: number },
): { points: RelationPoints; fadesOn: LocalDate | null } {
  const inWindow = all.filter((on) => on > addDays(today, -days) && on <= today)
  const ripe = inWindow.filter((on) => addDays(on, ANSWER_DAYS) <= today)
  const fresh = inWindow.filter((on) => addDays(on, ANSWER_DAYS) > today)
  const rate = Math.min(1, (points.value ?? 0) / Math.max(1, ripe.length))
  const changes = [
    earliest(ripe.map((on) => addDays(on, days))),
    earliest(fresh.map((on) => addDays(on, ANSWER_DAYS))),
  ]
  return {
    points: { ...points, points: Math.round(points.points * rate), sends: ripe.length },
    fadesOn: earliest([fadesOn, ...changes]),
  }
}

function contactPart(
  on: LocalDate | null,
  today: LocalDate,
  steps: Steps,
): { points: RelationPoints; fadesOn: LocalDate | null } {
  const most = mostOf(steps)
  if (on === null) return { points: { part: 'contact', points: 0, most, value: null }, fadesOn: null }
  const holding = steps.filter(({ from }) => today <= addDays(on, from))
  const step = holding.find(({ points }) => points === mostOf(holding))
  // The day itself, not how long ago: stored parts must not change with every day.
  return {
    points: { part: 'contact', points: step?.points ?? 0, most, value: step?.from ?? null },
    fadesOn: step ? addDays(on, step.from + 1) : null,
  }
}

function worth(count: number, steps: Steps): { points: number; most: number } {
  return {
    points: mostOf(steps.filter(({ from }) => count >= from)),
    most: mostOf(steps),
  }
}

function mostOf(steps: Steps): number {
  return steps.reduce((most, step) => Math.max(most, step.points), 0)
}

export function earliest(days: readonly (LocalDate | null)[]): LocalDate | null {
  return days.reduce<LocalDate | null>((a, b) => (a === null || (b !== null && b < a) ? b : a), null)
}
