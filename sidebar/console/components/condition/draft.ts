import {
  MEASURES,
  type ChoiceField,
  type Condition,
  type Leaf,
  type Measure,
  type RangeField,
} from '../../../../server/domain/audience/condition.ts'

/** What a line of the builder is about. */
export type LineField = 'name' | 'facts' | `choice:${ChoiceField}` | `range:${RangeField}`

/** One line while it is being filled in: numbers are what stands in their fields. */
export interface Line {
  id: number
  field: LineField
  isDenied: boolean
  values: string[]
  text: string
  min: string
  max: string
  kinds: string[]
  withinDays: string
  measure: Measure
}

export interface Group {
  id: number
  join: 'all' | 'any'
  isDenied: boolean
  items: (Line | Group)[]
}

let nextId = 0
const newId = (): number => (nextId += 1)

export function isGroup(item: Line | Group): item is Group {
  return 'join' in item
}

export function emptyLine(field: LineField = 'choice:tier'): Line {
  return {
    id: newId(),
    field,
    isDenied: false,
    values: [],
    text: '',
    min: field === 'facts' ? '1' : '',
    max: '',
    kinds: field === 'facts' ? ['order-service'] : [],
    withinDays: field === 'facts' ? '180' : '',
    measure: MEASURES[0],
  }
}

export function emptyGroup(items: Group['items'] = []): Group {
  return { id: newId(), join: 'all', isDenied: false, items }
}

/** The builder's picture of a condition; the outermost is always a group. */
export function groupOf(condition: Condition): Group {
  const item = itemOf(condition, false)
  return isGroup(item) && !item.isDenied ? item : emptyGroup([item])
}

function itemOf(condition: Condition, isDenied: boolean): Line | Group {
  if ('not' in condition) return itemOf(condition.not, !isDenied)
  if ('all' in condition || 'any' in condition) {
    const parts = 'all' in condition ? condition.all : condition.any
    return {
      id: newId(),
      join: 'all' in condition ? 'all' : 'any',
      isDenied,
      items: parts.map((part) => itemOf(part, false)),
    }
  }
  return lineOf(condition, isDenied)
}

function lineOf(leaf: Leaf, isDenied: boolean): Line {
  const line = { ...emptyLine(), isDenied, min: '' }
  const text = (value: number | undefined): string => (value === undefined ? '' : String(value))
  switch (leaf.is) {
    case 'name':
      return { ...line, field: 'name', text: leaf.text }
    case 'choice':
      return { ...line, field: `choice:${leaf.field}`, values: [...leaf.values] }
    case 'range':
      return { ...line, field: `range:${leaf.field}`, min: text(leaf.min), max: text(leaf.max) }
    case 'facts': {
      const { kinds, about = '', measure } = leaf
      const rest = { min: text(leaf.min), max: text(leaf.max), withinDays: text(leaf.withinDays) }
      return { ...line, field: 'facts', kinds: [...kinds], text: about, measure, ...rest }
    }
  }
}

/** What the builder says so far. Lines that are not finished are left out, and counted. */
export function conditionOf(group: Group): { condition: Condition; unfinished: number } {
  let unfinished = 0
  const condition = read(group)
  return { condition, unfinished }

  function read({ join, isDenied, items }: Group): Condition {
    const parts = items.flatMap((item) => {
      const part = isGroup(item) ? read(item) : leafOf(item)
      if (part === null) unfinished += 1
      return part ?? []
    })
    const whole: Condition = join === 'all' ? { all: parts } : { any: parts }
    return isDenied ? { not: whole } : whole
  }
}

export function leafOf(line: Line): Condition | null {
  const leaf = readLeaf(line)
  if (leaf === null) return null
  return line.isDenied ? { not: leaf } : leaf
}

function readLeaf(line: Line): Leaf | null {
  const bounds = { min: wholeOf(line.min), max: wholeOf(line.max) }
  if (bounds.min === null || bounds.max === null) return null
  const ends = { min: bounds.min, max: bounds.max }
  const isOpen =
    (ends.min === undefined && ends.max === undefined) ||
    (ends.min !== undefined && ends.max !== undefined && ends.min > ends.max)
  if (line.field === 'name') return line.text.trim() === '' ? null : { is: 'name', text: line.text.trim() }
  if (line.field === 'facts') {
    const withinDays = wholeOf(line.withinDays)
    if (line.kinds.length === 0 || isOpen || withinDays === null || (withinDays ?? 1) < 1) return null
    const about = line.text.trim() === '' ? undefined : line.text.trim()
    return { is: 'facts', kinds: line.kinds, about, withinDays, measure: line.measure, ...ends }
  }
  const [is, field = ''] = line.field.split(':')
  if (is === 'choice')
    return line.values.length === 0
      ? null
      : { is: 'choice', field: field as ChoiceField, values: line.values }
  return isOpen ? null : { is: 'range', field: field as RangeField, ...ends }
}

/** undefined: nothing typed; null: no whole number. */
function wholeOf(text: string): number | undefined | null {
  if (text.trim() === '') return undefined
  const value = Number(text)
  return Number.isInteger(value) ? value : null
}
