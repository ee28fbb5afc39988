import { addDays, startOfDayMs, type LocalDate } from '../time.ts'

/** What one sign of interest is worth on its day: coming to drive says more than opening a link. Others count one. */
export const SIGN_WEIGHTS: Readonly<Record<string, number>> = {
  'test-drive': 6,
  'order-visit': 4,
  booking: 4,
  'link-open': 2,
  'app-visit': 2,
  review: 2,
  call: 2,
}
export const OTHER_SIGN_WEIGHT = 1

/** A sign fades in steps of whole points, so that both databases and the memory add up to the same. */
export const FADING = [
  { days: 30, times: 4 },
  { days: 90, times: 2 },
  { days: 180, times: 1 },
] as const
export const MOST_INTEREST = 100

export interface Sign {
  kind: string
  unit: string
  atMs: number
}

/** The instants from which on a sign counts so many times, today included. */
export function fadingFrom(today: LocalDate): { fromMs: number; times: number }[] {
  return FADING.map(({ days, times }) => ({ fromMs: startOfDayMs(addDays(today, 1 - days)), times }))
}

export function pointsOf({ kind, atMs }: Pick<Sign, 'kind' | 'atMs'>, today: LocalDate): number {
  const times = fadingFrom(today).find((step) => atMs >= step.fromMs)?.times ?? 0
  return (SIGN_WEIGHTS[kind] ?? OTHER_SIGN_WEIGHT) * times
}

/** 0 to 100. Signs of one unit are one: the strongest of them. */
export function interestOf(signs: readonly Sign[], today: LocalDate): number {
  const byUnit = new Map<string, number>()
  for (const sign of signs) byUnit.set(sign.unit, Math.max(byUnit.get(sign.unit) ?? 0, pointsOf(sign, today)))
  const sum = [...byUnit.values()].reduce((all, points) => all + points, 0)
  return Math.min(MOST_INTEREST, sum)
}
