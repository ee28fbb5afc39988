import { NO_VALUE, type ChoiceField, type Condition, type FactsLeaf, type Leaf } from './condition.ts'
import { WORDS, type Tongue, type Words } from './words.ts'

/** What a value that is an id is called; undefined when nobody knows it any more. */
export type NameOf = (field: ChoiceField, value: string) => string | undefined

const SHOWN_VALUES = 4

/** Any condition as a sentence. */
export function describe(
  condition: Condition,
  { tongue, nameOf }: { tongue: Tongue; nameOf: NameOf },
): string {
  const words = WORDS[tongue]
  return sentence(condition, true)

  function sentence(part: Condition, isOutermost: boolean): string {
    if ('all' in part) return list(part.all, { word: words.and, empty: words.everyone, isOutermost })
    if ('any' in part) return list(part.any, { word: words.or, empty: words.nobody, isOutermost })
    if ('not' in part) return deny(part.not)
    return describeLeaf(part, { tongue, nameOf })
  }

  function list(
    parts: readonly Condition[],
    { word, empty, isOutermost }: { word: string; empty: string; isOutermost: boolean },
  ): string {
    if (parts.length === 0) return empty
    const text = parts.map((part) => sentence(part, parts.length === 1 && isOutermost)).join(word)
    return isOutermost || parts.length === 1 ? text : `（${text}）`
  }

  function deny(part: Condition): string {
    if ('is' in part && part.is === 'choice') return describeLeaf(part, { tongue, nameOf, isDenied: true })
    return fill(words.not, { what: sentence(part, true) })
  }
}

export function describeLeaf(
  leaf: Leaf,
  { tongue, nameOf, isDenied = false }: { tongue: Tongue; nameOf: NameOf; isDenied?: boolean },
): string {
  const words = WORDS[tongue]
  switch (leaf.is) {
    case 'name':
      return `${words.name} ${words.contains} ${leaf.text}`
    case 'choice': {
      const named = leaf.values.map((value) => valueWord(leaf.field, value, { words, nameOf }))
      const shown = named.slice(0, SHOWN_VALUES).join(words.comma)
      const rest = named.length > SHOWN_VALUES ? ` ${fill(words.more, { count: named.length })}` : ''
      return `${words.choice[leaf.field]} ${isDenied ? words.isNot : words.is} ${shown}${rest}`
    }
    case 'range':
      return `${words.range[leaf.field]} ${boundsWord(leaf, words)}`
    case 'facts':
      return factsWord(leaf, words)
  }
}

export function valueWord(
  field: ChoiceField,
  value: string,
  { words, nameOf }: { words: Words; nameOf: NameOf },
): string {
  if (value === NO_VALUE) return words.noValue
  if (field === 'birthdayMonth') return fill(words.month, { month: value })
  if (
    field === 'relation' ||
    field === 'gender' ||
    field === 'tier' ||
    field === 'stage' ||
    field === 'churnBand'
  )
    return words[field][value] ?? value
  return nameOf(field, value) ?? (field === 'tag' ? value.replace(/^(rule|name):/, '') : value)
}

/** A kind that came from outside is called what it came as. */
export function kindWord(kind: string, tongue: Tongue): string {
  return WORDS[tongue].kinds[kind] ?? kind
}

function factsWord(leaf: FactsLeaf, words: Words): string {
  const when = leaf.withinDays === undefined ? words.ever : fill(words.within, { days: leaf.withinDays })
  const kinds = leaf.kinds.map((kind) => words.kinds[kind] ?? kind).join(words.comma)
  const about = leaf.about === undefined ? '' : fill(words.about, { text: leaf.about })
  return [when, `${kinds}${about}`, words.measure[leaf.measure], boundsWord(leaf, words)].join(' ')
}

function boundsWord(
  { min, max }: { min?: number | undefined; max?: number | undefined },
  words: Words,
): string {
  if (min !== undefined && max !== undefined)
    return min === max ? `= ${number(min)}` : fill(words.between, { min: number(min), max: number(max) })
  if (min !== undefined) return `≥ ${number(min)}`
  return max === undefined ? '' : `≤ ${number(max)}`
}

function number(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, ',')
  return value < 0 ? `−${digits}` : digits
}

function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
