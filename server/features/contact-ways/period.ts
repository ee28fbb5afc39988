import { addDays, localDateOf, startOfDayMs, type LocalDate } from '../../domain/time.ts'
import type { Deps } from '../deps.ts'

export interface Period {
  fromOn: LocalDate
  toOn: LocalDate
  from: Date
}

/** So many calendar days, today included. */
export function periodOf(deps: Pick<Deps, 'clock'>, days: number): Period {
  const toOn = localDateOf(deps.clock.nowMs())
  const fromOn = addDays(toOn, 1 - days)
  return { fromOn, toOn, from: new Date(startOfDayMs(fromOn)) }
}

export function startOfToday(deps: Pick<Deps, 'clock'>): Date {
  return new Date(startOfDayMs(localDateOf(deps.clock.nowMs())))
}
