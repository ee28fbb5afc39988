// The faults that the panel offers, in the simulator's own vocabulary.
import type { Word } from './i18n.ts'

export interface ApiRule {
  path: string
  latencyMs?: number
  busyRate?: number
  httpErrorRate?: number
  errcode?: number
}

export interface CallbackFaults {
  dropRate: number
  repeatRate: number
  shuffleMs: number
  delayMs: number
}

export interface FaultPlan {
  seed: number
  rules: ApiRule[]
  callbacks: CallbackFaults
}

export interface FaultChoice<T> {
  id: string
  word: Word
  plan: T
}

/** "API freq out of limit" of WeCom. */
const OVER_LIMIT = 45009
const CALM: CallbackFaults = { dropRate: 0, repeatRate: 0, shuffleMs: 0, delayMs: 0 }

export const API_CHOICES: readonly FaultChoice<ApiRule[]>[] = [
  { id: 'normal', word: 'fault.normal', plan: [] },
  { id: 'slow800', word: 'fault.slow800', plan: [{ path: '*', latencyMs: 800 }] },
  { id: 'slow5000', word: 'fault.slow5000', plan: [{ path: '*', latencyMs: 5000 }] },
  { id: 'busy', word: 'fault.busy', plan: [{ path: '*', busyRate: 0.2 }] },
  { id: 'limit', word: 'fault.limit', plan: [{ path: '*', errcode: OVER_LIMIT }] },
  { id: 'error500', word: 'fault.error500', plan: [{ path: '*', httpErrorRate: 0.2 }] },
]

export const CALLBACK_CHOICES: readonly FaultChoice<CallbackFaults>[] = [
  { id: 'normal', word: 'fault.normal', plan: CALM },
  { id: 'drop', word: 'fault.drop', plan: { ...CALM, dropRate: 0.3 } },
  { id: 'dropAll', word: 'fault.dropAll', plan: { ...CALM, dropRate: 1 } },
  { id: 'delay', word: 'fault.delay', plan: { ...CALM, delayMs: 10_000 } },
  { id: 'repeat', word: 'fault.repeat', plan: { ...CALM, repeatRate: 0.3 } },
]

/** The offered choice that a plan is, or 'mixed' for one that somebody else made. */
export function choiceOf<T extends object>(choices: readonly FaultChoice<T>[], plan: T): string {
  const wanted = canonical(plan)
  return choices.find((choice) => canonical(choice.plan) === wanted)?.id ?? 'mixed'
}

function canonical(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
