/** Who says something of a person, and how far that is believed. Whoever is not listed is a system of the company's. */
const SOURCES: Readonly<Record<string, 'person' | 'company' | 'guess'>> = {
  self: 'person',
  staff: 'person',
  survey: 'person',
  wecom: 'guess',
  computed: 'guess',
  partner: 'guess',
}

export type Trust = 'trusted' | 'other'

/** Nicknames, purchased data and computed values give way to what the person, a colleague or a system of ours says. */
export function trustOf(source: string): Trust {
  const [kind = source] = source.split(':')
  return SOURCES[kind] === 'guess' ? 'other' : 'trusted'
}

export interface Said {
  value: string
  source: string
  atMs: number
}

/**
 * The value the portrait shows: the newest of a trusted source; without one, the newest of any. Equal times are decided
 * by the source's name, so that the order of rows does not matter. Everything else is kept beside it.
 */
export function chooseValue<T extends Said>(said: readonly T[]): T | null {
  const trusted = said.filter((one) => trustOf(one.source) === 'trusted')
  const among = trusted.length > 0 ? trusted : said
  return among.reduce<T | null>((best, one) => (best === null || isLater(one, best) ? one : best), null)
}

function isLater(a: Said, b: Said): boolean {
  if (a.atMs !== b.atMs) return a.atMs > b.atMs
  if (a.source !== b.source) return a.source < b.source
  return a.value < b.value
}

/** Month and day of a birthday as sources write it: 1990-05-03, 1990/5/3, 05-03, 5月3日. null: it is none. */
export function birthdayOf(value: string): { month: number; day: number } | null {
  const found = /^(?:\d{4}\D)?(\d{1,2})\D(\d{1,2})\D?$/.exec(value.trim())
  const [month, day] = [Number(found?.[1]), Number(found?.[2])]
  const daysIn = DAYS_IN_MONTH[month - 1]
  return daysIn === undefined || day < 1 || day > daysIn ? null : { month, day }
}

/** A birthday as it is kept, so that a database can ask for its month: 1990-05-03, or 05-03 where nobody says the year. */
export function keptBirthday(value: string): string {
  const known = birthdayOf(value)
  if (known === null) return value
  const two = (n: number): string => String(n).padStart(2, '0')
  const year = /^\d{4}(?=\D)/.exec(value.trim())?.[0]
  return [...(year === undefined ? [] : [year]), two(known.month), two(known.day)].join('-')
}

/** Ages and interests in one written form, so that they can be compared: 35 岁 is 35; 露营, 自驾 are 露营、自驾. */
export function keptAge(value: string): string {
  return /^(\d{1,3})\s*(?:岁|周岁)?$/.exec(value.trim())?.[1]?.replace(/^0+(?=\d)/, '') ?? value
}

export function keptInterests(value: string): string {
  const parts = value.split(/[,，、;；|/\n]/).map((part) => part.trim())
  return [...new Set(parts.filter(Boolean))].join('、')
}

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Fields with a meaning of their own; other names are kept and shown as they came. */
export const PROFILE_FIELDS = [
  'name',
  'gender',
  'birthday',
  'age',
  'city',
  'address',
  'family',
  'children',
  'income',
  'occupation',
  'education',
  'interests',
  'driving',
  'budget',
  'modelWanted',
  'preferredStore',
  'preferredTime',
] as const
export type ProfileField = (typeof PROFILE_FIELDS)[number]
