import { monthsBetween, type LocalDate } from '../time.ts'
import { measureGapClass, type GapClass } from './gap-forecast.ts'
import type { Steps } from './nelder-mead.ts'

/** What puts a customer in a class: the car, its age, and the store they come to. */
export interface GapTraits {
  model: string | null
  deliveredOn: LocalDate | null
  storeName: string | null
}

/** Everybody of the corp. */
export const ALL = ''

/** From the narrowest class to everybody. */
export function gapClassKeys({ model, deliveredOn, storeName }: GapTraits, today: LocalDate): string[] {
  const car = `${model ?? '-'}|${ageBand(deliveredOn, today)}`
  return [`${car}|${storeName ?? '-'}`, car, ALL]
}

function ageBand(deliveredOn: LocalDate | null, today: LocalDate): string {
  if (deliveredOn === null) return '-'
  const months = monthsBetween(deliveredOn, today)
  if (months < 12) return '<1'
  if (months < 36) return '1-3'
  return months < 60 ? '3-5' : '5+'
}

/** All classes that have enough gaps. */
export function* measureGapClasses(
  customers: readonly { keys: readonly string[]; gaps: readonly number[] }[],
): Steps<Map<string, GapClass>> {
  const members = new Map<string, (readonly number[])[]>()
  for (const { keys, gaps } of customers) {
    if (gaps.length === 0) continue
    for (const key of keys) {
      const own = members.get(key)
      if (own) own.push(gaps)
      else members.set(key, [gaps])
    }
  }
  const classes = new Map<string, GapClass>()
  for (const [key, histories] of members) {
    const measured = measureGapClass(histories)
    if (measured !== null) classes.set(key, measured)
    yield
  }
  return classes
}

/** The narrowest class that is known. */
export function classOf(keys: readonly string[], classes: ReadonlyMap<string, GapClass>): GapClass | null {
  for (const key of keys) {
    const found = classes.get(key)
    if (found) return found
  }
  return null
}
