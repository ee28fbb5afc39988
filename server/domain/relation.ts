import { addDays, type LocalDate } from './time.ts'

/** What the two sides have had to do with each other lately. Counts are of the days the table below looks back. */
export interface RelationFacts {
  /** The last time either side was heard of: a visit, an answer, a message sent. */
  lastContactOn: LocalDate | null
  replies: readonly LocalDate[]
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
}

export interface Relation {
  /** 0: as close as can be. 100: strangers. */
  distance: number
  parts: RelationPoints[]
  /** The next day on which a part fades by itself. */
  nextOn: LocalDate | null
}

type Steps = readonly (readonly [reached: number, points: number])[]

/** Days since the last contact, up to which it is worth so much. */
const CONTACT_STEPS = [
  [7, 25],
  [30, 20],
  [90, 12],
  [180, 5],
] as const

interface CountedPart {
  part: Exclude<RelationPart, 'contact' | 'groups'>
  days: number
  steps: Steps
  of(facts: RelationFacts): readonly LocalDate[]
}

const COUNTED: readonly CountedPart[] = [
  {
    part: 'replies',
    days: 180,
    steps: [
      [1, 8],
      [3, 15],
    ],
    of: (facts) => facts.replies,
  },
  {
    part: 'visits',
    days: 365,
    steps: [
      [1, 10],
      [2, 18],
      [3, 25],
    ],
    of: (facts) => facts.visits,
  },
  {
    part: 'links',
    days: 90,
    steps: [
      [1, 8],
      [3, 15],
    ],
    of: (facts) => facts.linkOpens,
  },
  {
    part: 'moments',
    days: 90,
    steps: [
      [1, 5],
      [3, 10],
    ],
    of: (facts) => facts.reactions,
  },
]
const GROUP_STEPS: Steps = [[1, 10]]
/** How far back facts are worth reading. */
export const RELATION_DAYS = 365

/** Each part adds closeness; what is left to 100 is the distance. */
export function relationOf(facts: RelationFacts, today: LocalDate): Relation {
  const counted = COUNTED.map((one) => countPart(one, facts, today))
  const contact = contactPart(facts.lastContactOn, today)
  const groups = { ...worth(facts.groups, GROUP_STEPS), part: 'groups' as const, value: facts.groups }
  const parts = [contact.points, ...counted.map((one) => one.points), groups]
  return {
    distance: 100 - parts.reduce((sum, part) => sum + part.points, 0),
    parts,
    nextOn: earliest([contact.fadesOn, ...counted.map((one) => one.fadesOn)]),
  }
}

function countPart(
  { part, days, steps, of }: CountedPart,
  facts: RelationFacts,
  today: LocalDate,
): { points: RelationPoints; fadesOn: LocalDate | null } {
  const from = addDays(today, -days)
  const counted = of(facts).filter((on) => on > from && on <= today)
  // When the oldest of them leaves the window the count changes.
  const oldest = counted.reduce<LocalDate | null>((a, b) => (a === null || b < a ? b : a), null)
  return {
    points: { part, ...worth(counted.length, steps), value: counted.length },
    fadesOn: oldest === null ? null : addDays(oldest, days),
  }
}

function contactPart(
  on: LocalDate | null,
  today: LocalDate,
): { points: RelationPoints; fadesOn: LocalDate | null } {
  const most = CONTACT_STEPS[0][1]
  if (on === null) return { points: { part: 'contact', points: 0, most, value: null }, fadesOn: null }
  const step = CONTACT_STEPS.find(([days]) => today <= addDays(on, days))
  // The day itself, not how long ago: stored parts must not change with every day.
  return {
    points: { part: 'contact', points: step?.[1] ?? 0, most, value: step?.[0] ?? null },
    fadesOn: step ? addDays(on, step[0] + 1) : null,
  }
}

function worth(count: number, steps: Steps): { points: number; most: number } {
  return {
    points: steps.filter(([reached]) => count >= reached).at(-1)?.[1] ?? 0,
    most: steps.at(-1)?.[1] ?? 0,
  }
}

export function earliest(days: readonly (LocalDate | null)[]): LocalDate | null {
  return days.reduce<LocalDate | null>((a, b) => (a === null || (b !== null && b < a) ? b : a), null)
}
