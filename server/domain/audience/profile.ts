import type { LocalDate } from '../time.ts'

/** Fields of the portrait with which a customer is compared as they were told; domain/identity/portrait.ts names them. */
export const PROFILE_CHOICES = [
  'city',
  'interests',
  'occupation',
  'education',
  'family',
  'children',
  'income',
  'driving',
  'budget',
  'modelWanted',
  'preferredStore',
  'preferredTime',
] as const
export type ProfileChoice = (typeof PROFILE_CHOICES)[number]

/** As the portrait keeps several in one text. */
export const INTERESTS_MARK = '、'

export function interestsOf(value: string): string[] {
  return value.split(INTERESTS_MARK).filter(Boolean)
}

/** Words of sources for what WeCom calls 1 and 2. */
export const GENDER_WORDS: Readonly<Record<'1' | '2', readonly string[]>> = {
  '1': ['男', '男性', '男士', '先生', 'male', 'Male', 'm', 'M', '1'],
  '2': ['女', '女性', '女士', '小姐', 'female', 'Female', 'f', 'F', '2'],
}

/** null: the word names neither. */
export function genderOf(word: string): '1' | '2' | null {
  if (GENDER_WORDS['1'].includes(word)) return '1'
  return GENDER_WORDS['2'].includes(word) ? '2' : null
}

export const OLDEST = 120

/**
 * Full years on a day: of a birthday with its year, else what a source said plus the years that have passed since. null:
 * neither is known.
 */
export function ageOf(
  { birthday, age }: { birthday: string | undefined; age: { value: string; on: LocalDate } | undefined },
  today: LocalDate,
): number | null {
  if (birthday !== undefined && isDated(birthday, today)) return yearsSince(birthday, today)
  if (age === undefined || !AGES.has(age.value)) return null
  return Number(age.value) + Math.max(0, yearsSince(age.on, today))
}

const AGES = new Set(Array.from({ length: OLDEST + 1 }, (_, n) => String(n)))

/** With its year, and not ahead; as a text, the way a database compares it. */
function isDated(birthday: string, today: LocalDate): boolean {
  return /^....-..-..$/u.test(birthday) && birthday >= FIRST_BORN && birthday <= today
}
export const FIRST_BORN = '1900-01-01'

function yearsSince(day: LocalDate, today: LocalDate): number {
  return Number(today.slice(0, 4)) - Number(day.slice(0, 4)) - (today.slice(5) < day.slice(5) ? 1 : 0)
}
