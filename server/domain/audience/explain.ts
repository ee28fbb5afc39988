import type { LocalDate } from '../time.ts'
import { NO_VALUE, type Condition, type Leaf } from './condition.ts'
import { chosenFacts, isTrue, isWithin, measure, overlaps, type CustomerFacts } from './evaluate.ts'

/** Why a part of a condition is true: what was found, and the facts behind it. */
export interface Proof {
  leaf: Leaf
  /** True when the leaf stands under a `not`: then its being untrue is what counts. */
  isDenied: boolean
  /** The customer's values that met the leaf; of a measure, the figure. */
  found: (string | number)[]
  /** The newest facts behind a measure. */
  facts: { kind: string; id: string; atMs: number; about: string }[]
}

const SHOWN_FACTS = 5

/** The parts that made a true condition true. Of `any`, all its true branches. */
export function explain(condition: Condition, facts: CustomerFacts, today: LocalDate): Proof[] {
  return proofs(condition, true)

  function proofs(part: Condition, wanted: boolean): Proof[] {
    if (isTrue(part, facts, today) !== wanted) return []
    if ('all' in part) return part.all.flatMap((one) => proofs(one, wanted))
    if ('any' in part) return part.any.flatMap((one) => proofs(one, wanted))
    if ('not' in part) return proofs(part.not, !wanted)
    return [prove(part, facts, { today, isDenied: !wanted })]
  }
}

function prove(
  leaf: Leaf,
  facts: CustomerFacts,
  { today, isDenied }: { today: LocalDate; isDenied: boolean },
): Proof {
  switch (leaf.is) {
    case 'name':
      return { leaf, isDenied, found: [], facts: [] }
    case 'choice': {
      const own = facts.choices[leaf.field] ?? []
      const met = own.filter((value) => leaf.values.includes(value) !== isDenied)
      return { leaf, isDenied, found: own.length === 0 ? [NO_VALUE] : met, facts: [] }
    }
    case 'range': {
      const own = facts.numbers[leaf.field] ?? []
      const spans = (facts.spans[leaf.field] ?? []).filter((span) => overlaps(span, leaf) !== isDenied)
      const met = own.filter((value) => isWithin(value, leaf) !== isDenied)
      return { leaf, isDenied, found: [...met, ...spans.flatMap(({ from, to }) => [from, to])], facts: [] }
    }
    case 'facts': {
      const measured = measure(leaf, facts.events, today)
      const newest = chosenFacts(leaf, facts.events, today).sort(
        (a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1),
      )
      return {
        leaf,
        isDenied,
        found: measured === null ? [] : [measured],
        facts: newest
          .slice(0, SHOWN_FACTS)
          .map(({ kind, id, atMs, about }) => ({ kind, id, atMs, about: about[0] ?? '' })),
      }
    }
  }
}
