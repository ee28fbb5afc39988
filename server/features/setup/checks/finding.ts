import type { Clock } from '../../../platform/clock.ts'
import type { Sql } from '../../../platform/db/index.ts'
import { isWecomError, type Wecom, type WecomError } from '../../../wecom/index.ts'
import type { CorpAccess } from '../../corps.ts'

/** Every outcome of every check, in the order of the report. doctor/texts.ts has a sentence for each. */
export const outcomes = {
  origin: ['ok', 'not-https'],
  database: ['ok', 'missing', 'unreachable', 'damaged'],
  migrations: ['ok', 'pending', 'untested'],
  clock: ['ok', 'off', 'unknown'],
  'agent-secret': ['ok', 'refused', 'agent-id', 'no-answer'],
  'trusted-ip': ['ok', 'refused', 'unknown'],
  'callable-app': ['ok', 'refused', 'unknown'],
  'visible-range': ['ok', 'nobody', 'refused', 'unknown'],
  directory: ['ok', 'no-secret', 'nobody', 'refused', 'unknown'],
  jssdk: ['ok', 'same-ticket', 'refused', 'unknown'],
  callback: ['ok', 'unreachable', 'not-running', 'keys', 'not-ours', 'not-stored', 'untested'],
  'trusted-domain': ['ok', 'no-file', 'unreachable', 'not-running', 'wrong-content'],
  queue: ['ok', 'no-worker', 'late', 'failed', 'parked', 'untested'],
  sync: ['ok', 'never', 'not-done', 'untested'],
} as const
export type CheckName = keyof typeof outcomes
export type Outcome<C extends CheckName = CheckName> = (typeof outcomes)[C][number]

export interface Finding<C extends CheckName = CheckName> {
  check: C
  state: 'ok' | 'warning' | 'problem'
  outcome: Outcome<C>
  /** What the sentence names: an address, a code, a count. Never a secret. */
  params: Record<string, string | number>
}

/** What checks look at. Nothing they do changes the company's data. */
export interface CheckContext {
  corp: CorpAccess
  wecom: Wecom
  /** The address people and WeCom use (LIUKE_ORIGIN). */
  origin: string
  clock: Clock
  /** null: there is no database to ask, and why. */
  database: { sql: Sql } | { sql: null; missing: boolean; isDamaged?: boolean; reason: string }
}

export const ok = <C extends CheckName>(check: C, params: Finding['params'] = {}): Finding<C> => ({
  check,
  state: 'ok',
  params,
  outcome: 'ok',
})

export const problem = <C extends CheckName>(
  check: C,
  outcome: Outcome<C>,
  params: Finding['params'] = {},
): Finding<C> => ({ check, state: 'problem', outcome, params })

export const warning = <C extends CheckName>(
  check: C,
  outcome: Outcome<C>,
  params: Finding['params'] = {},
): Finding<C> => ({ check, state: 'warning', outcome, params })

/** What WeCom answered to a try: a value, or its error. Anything else is a fault of ours and passes. */
export async function tryWecom<T>(call: () => Promise<T>): Promise<{ value: T } | { error: WecomError }> {
  try {
    return { value: await call() }
  } catch (error) {
    if (isWecomError(error)) return { error }
    throw error
  }
}

/** The address WeCom saw: it stands in the message of a refusal. */
export function callerAddress({ errmsg }: WecomError): string {
  return /from ip:\s*([\da-fA-F.:]+)/.exec(errmsg)?.[1] ?? '?'
}
