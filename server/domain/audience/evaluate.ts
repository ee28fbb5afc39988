import { DAY_MS, daysBetween, localDateOf, startOfDayMs, type LocalDate } from '../time.ts'
import {
  NO_VALUE,
  type ChoiceField,
  type Condition,
  type FactsLeaf,
  type Leaf,
  type RangeField,
} from './condition.ts'
import { interestOf } from './interest.ts'

/** A dated fact: an order, a membership, a reaction, a timeline event. */
export interface Fact {
  kind: string
  id: string
  atMs: number
  /** What it may be asked about: title, model, subject. */
  about: readonly string[]
  /** Hundredths, so that sums of money stay whole. */
  amount: number
  /** Facts of one unit count once. */
  unit: string
}

export interface Span {
  from: number
  to: number
}

/** What is known of one customer. */
export interface CustomerFacts {
  /** Texts in which names are looked for. */
  searched: readonly string[]
  choices: Partial<Record<ChoiceField, readonly string[]>>
  numbers: Partial<Record<RangeField, readonly number[]>>
  /** Forecasts are no single number: the ends between which the day is expected. */
  spans: Partial<Record<RangeField, readonly Span[]>>
  events: readonly Fact[]
}

export function isTrue(condition: Condition, facts: CustomerFacts, today: LocalDate): boolean {
  if ('all' in condition) return condition.all.every((part) => isTrue(part, facts, today))
  if ('any' in condition) return condition.any.some((part) => isTrue(part, facts, today))
  if ('not' in condition) return !isTrue(condition.not, facts, today)
  return holds(condition, facts, today)
}

function holds(leaf: Leaf, facts: CustomerFacts, today: LocalDate): boolean {
  switch (leaf.is) {
    case 'name':
      return wordsOf(leaf.text).every((word) => facts.searched.some((text) => text.includes(word)))
    case 'choice': {
      const own = facts.choices[leaf.field] ?? []
      return own.length === 0
        ? leaf.values.includes(NO_VALUE)
        : own.some((value) => leaf.values.includes(value))
    }
    case 'range':
      return (
        (facts.numbers[leaf.field] ?? []).some((value) => isWithin(value, leaf)) ||
        (facts.spans[leaf.field] ?? []).some((span) => overlaps(span, leaf))
      )
    case 'facts': {
      const measured = measure(leaf, facts.events, today)
      return measured !== null && isWithin(measured, leaf)
    }
  }
}

/** The words of a search, as the search column holds them. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}

export function isWithin(
  value: number,
  { min, max }: { min?: number | undefined; max?: number | undefined },
): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max)
}

export function overlaps(
  { from, to }: Span,
  { min, max }: { min?: number | undefined; max?: number | undefined },
): boolean {
  return (min === undefined || to >= min) && (max === undefined || from <= max)
}

/** null: there is no such fact to count days from. */
export function measure(leaf: FactsLeaf, events: readonly Fact[], today: LocalDate): number | null {
  const chosen = chosenFacts(leaf, events, today)
  switch (leaf.measure) {
    case 'count':
      return new Set(chosen.map((fact) => fact.unit)).size
    case 'sum':
      return chosen.reduce((sum, fact) => sum + fact.amount, 0) / 100
    case 'interest':
      return interestOf(chosen, today)
    case 'days-since-last':
      return chosen.length === 0 ? null : daysSince(Math.max(...chosen.map((fact) => fact.atMs)), today)
    case 'days-since-first':
      return chosen.length === 0 ? null : daysSince(Math.min(...chosen.map((fact) => fact.atMs)), today)
  }
}

export function chosenFacts(leaf: FactsLeaf, events: readonly Fact[], today: LocalDate): Fact[] {
  const { fromMs, toMs } = windowOf(leaf.withinDays, today)
  const { kinds, about } = leaf
  const boughtMs = leaf.measure === 'interest' ? lastPurchase(events, toMs) : null
  return events.filter(
    (fact) =>
      kinds.includes(fact.kind) &&
      (boughtMs === null || fact.atMs > boughtMs) &&
      fact.atMs < toMs &&
      (fromMs === null || fact.atMs >= fromMs) &&
      (about === undefined || fact.about.some((text) => text.includes(about))),
  )
}

/** Whoever has bought is no longer looking. */
function lastPurchase(events: readonly Fact[], toMs: number): number | null {
  const bought = events.filter((fact) => fact.kind === 'order-vehicle' && fact.atMs < toMs)
  return bought.length === 0 ? null : Math.max(...bought.map((fact) => fact.atMs))
}

/** The instants of the last days, today included; what is dated ahead has not happened. */
export function windowOf(
  withinDays: number | undefined,
  today: LocalDate,
): { fromMs: number | null; toMs: number } {
  const todayMs = startOfDayMs(today)
  return {
    fromMs: withinDays === undefined ? null : todayMs + (1 - withinDays) * DAY_MS,
    toMs: todayMs + DAY_MS,
  }
}

function daysSince(atMs: number, today: LocalDate): number {
  return daysBetween(localDateOf(atMs), today)
}
