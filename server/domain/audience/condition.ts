import type { FunnelStep } from '../post/funnel.ts'
import { PROFILE_CHOICES } from './profile.ts'

/**
 * The one language in which audiences and tag rules say whom they mean. A condition is true or false of a customer, never
 * undecided: what is not known of somebody satisfies no comparison, so that `not` of it is true. Whoever wants the
 * unknown ones asks for them with NO_VALUE.
 */
export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Leaf

export type Leaf =
  /** Every word is part of the name, its pinyin, or a remark. */
  | { is: 'name'; text: string }
  /** One of the customer's values of the field is among these. */
  | { is: 'choice'; field: ChoiceField; values: string[] }
  /** One of the customer's numbers of the field lies within, both ends included; a span of days meets it where they overlap. */
  | { is: 'range'; field: RangeField; min?: number | undefined; max?: number | undefined }
  | FactsLeaf

/** Orders and events of some kinds, measured and compared. */
export interface FactsLeaf {
  is: 'facts'
  kinds: string[]
  /** Part of the title, the model or the subject, in the same upper and lower case. */
  about?: string | undefined
  /** The last days, today included; without it, ever. */
  withinDays?: number | undefined
  measure: Measure
  min?: number | undefined
  max?: number | undefined
}

/**
 * count: orders of one day count once, so that split invoices are one visit. sum: yuan of orders, else what the kind's
 * amount says. Without any such fact count, sum and interest are 0, and there are no days since. interest: 0 to 100, what
 * interest.ts makes of these facts since the last purchase of a car.
 */
export const MEASURES = ['count', 'sum', 'days-since-last', 'days-since-first', 'interest'] as const
export type Measure = (typeof MEASURES)[number]

/** Chosen for a field: nothing is known. */
export const NO_VALUE = ''

export const CHOICE_FIELDS = [
  'relation',
  'gender',
  'unit',
  'owner',
  'addWay',
  'channel',
  'group',
  'corpTag',
  'tag',
  'tier',
  'stage',
  'grade',
  'churnBand',
  'birthdayMonth',
  ...PROFILE_CHOICES,
  'model',
  'postDelivered',
  'postOpened',
  'postActed',
  'postVisited',
] as const
export type ChoiceField = (typeof CHOICE_FIELDS)[number]

/** The posts that came this far with a customer: the people of a step of a funnel are an audience like any other. */
export const FIELD_OF_STEP = {
  delivered: 'postDelivered',
  opened: 'postOpened',
  acted: 'postActed',
  visited: 'postVisited',
} as const satisfies Record<FunnelStep, ChoiceField>

export const RANGE_FIELDS = [
  'followedDays',
  'groups',
  'recencyDays',
  'visitDays',
  'spentYuan',
  'recencyScore',
  'frequencyScore',
  'monetaryScore',
  'distance',
  'daysToBuy',
  'modelsCompared',
  'churnPercent',
  'clvYuan',
  'nextVisitInDays',
  'replacementInDays',
  'responsePercent',
  'ageYears',
  'vehicles',
  'vehicleAgeMonths',
  'serviceInDays',
  'warrantyInDays',
  'insuranceInDays',
  'inspectionInDays',
] as const
export type RangeField = (typeof RANGE_FIELDS)[number]

/** followed and awaiting may both be true, of two members; lost and none exclude everything else. */
export const RELATIONS = ['followed', 'awaiting', 'lost', 'none'] as const

/** Kinds that come from orders and from WeCom; any other kind is one of the customer's timeline events. */
export const ORDER_KINDS = ['order-vehicle', 'order-service', 'order-visit'] as const
export const CONTACT_KINDS = ['group-join', 'like', 'comment'] as const

export const LIMITS = {
  depth: 5,
  leaves: 40,
  children: 20,
  values: 200,
  kinds: 20,
  withinDays: 3650,
} as const

/** Everybody: what an empty builder means. */
export const EVERYONE: Condition = { all: [] }

export function leavesOf(condition: Condition): Leaf[] {
  if ('all' in condition) return condition.all.flatMap(leavesOf)
  if ('any' in condition) return condition.any.flatMap(leavesOf)
  if ('not' in condition) return leavesOf(condition.not)
  return [condition]
}

export function depthOf(condition: Condition): number {
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : null
  if (parts) return 1 + Math.max(0, ...parts.map(depthOf))
  return 'not' in condition ? depthOf(condition.not) : 0
}

/** What is wrong with a condition of the right shape, or null. */
export function problemOf(condition: Condition): 'too-deep' | 'too-large' | 'open-range' | null {
  if (depthOf(condition) > LIMITS.depth) return 'too-deep'
  const leaves = leavesOf(condition)
  if (leaves.length > LIMITS.leaves) return 'too-large'
  return leaves.some(isOpen) ? 'open-range' : null
}

/** A comparison with neither end, or with ends that cross, says nothing. */
function isOpen(leaf: Leaf): boolean {
  if (leaf.is !== 'range' && leaf.is !== 'facts') return false
  const { min, max } = leaf
  if (min === undefined && max === undefined) return true
  return min !== undefined && max !== undefined && min > max
}
