import type { z } from 'zod'
import type { SqlTx } from '../platform/db/index.ts'
import type { JsonRoute, RawRoute, Route } from '../platform/http/route.ts'
import type { JobHandlers } from '../platform/jobs/index.ts'
import type { Deps } from './deps.ts'

/** A feature as a value. features/index.ts lists them in the order in which they may import each other. */
export interface Feature {
  name: string
  routes?: Route<Deps>[]
  jobs?(deps: Deps): JobHandlers
  /** How effects of a kind are carried out; see features/effects. */
  effects?(deps: Deps): EffectHandlers
  /** What to do, in the caller's transaction, when another feature reports a change. */
  reactions?: Reactions
  /** Runs once after migration, before the first request. */
  start?(deps: Deps): Promise<void>
  /** Gives what is open without its job its job again; see resume-work.ts. May run beside the jobs themselves. */
  resume?(deps: Deps, corpId: string): Promise<void>
  /** In the transaction of the first start on a restored backup: what of the copy must not live on as it was. */
  afterRestore?(tx: SqlTx, deps: Deps): Promise<void>
}

/** How one item of an effect stands: a customer of a transfer, a group, a receiver of a message. */
export interface EffectItem {
  key: string
  /** waiting: WeCom has it in hand and answers later. */
  state: 'waiting' | 'done' | 'refused' | 'failed' | 'unknown'
  errorCode?: number | null
  errorText?: string | null
  result?: unknown
}

export interface EffectTask {
  corpId: string
  id: string
  payload: unknown
  createdBy: string | null
  /** What is known of the items so far: a repeat leaves alone those that are 'done' or 'waiting'. */
  items: readonly EffectItem[]
  /** The `result` of the last answer. */
  result: unknown
  /** Since when WeCom has it in hand. */
  acceptedAt: Date | null
}

/** What came of a call. `items` are those it says something new about; `answerOfItems` derives the state from them. */
export type EffectAnswer = (
  | { state: 'done' }
  /** WeCom took it and the outcome comes later: `poll` asks for it, or a job of the feature calls settleAccepted. */
  | { state: 'accepted'; pollAfterMs?: number; errorCode?: number | null; errorText?: string | null }
  /** `reason` is a word for what no code of WeCom says; the console has a text for each. */
  | { state: 'refused' | 'failed' | 'unknown'; errorCode?: number | null; errorText: string; reason?: string }
) & { result?: unknown; items?: readonly EffectItem[] }

/** Not now, and nothing was called: it stays planned and is run again that much later. */
export interface EffectLater {
  state: 'planned'
  waitMs: number
  errorCode: null
  errorText: null
}

/** 'not-done': it did not happen, so it is called (again). */
export type EffectCheck = EffectAnswer | { state: 'not-done'; items?: readonly EffectItem[] }

export interface EffectOutcome {
  /** planned: a person repeats it. cancelled: a person, or the feature itself, called it off. */
  state: 'planned' | 'accepted' | 'done' | 'refused' | 'failed' | 'unknown' | 'cancelled'
  errorCode: number | null
  errorText: string | null
  reason: string | null
  result: unknown
  items: readonly EffectItem[]
}

/**
 * Carries out one kind of effect. Each function may throw a WecomError: the outbox decides whether that is final.
 * docs/architecture.md tells how the pieces play together.
 */
export interface EffectHandler {
  /** The one call to WeCom. 'calling' is stored before it, so it never runs twice unnoticed. */
  run(task: EffectTask): Promise<EffectAnswer | EffectLater>
  /** The call went out and no answer came: asks WeCom whether it happened. null: that is not to be known. */
  check?(task: EffectTask): Promise<EffectCheck | null>
  /** For accepted ones: asks how it ended, more and more rarely, until the answer is not 'accepted'. */
  poll?(task: EffectTask): Promise<EffectAnswer>
  /**
   * Writes the feature's own rows, and plans further effects, in the transaction that stores the outcome. Called for
   * every outcome, also those no answer gave (failed, unknown, cancelled, planned again); may not call WeCom.
   */
  record?(tx: SqlTx, task: EffectTask, outcome: EffectOutcome): Promise<void>
  /** True when carrying it out twice ends in the same state (tags, remarks): what `check` cannot tell is then repeated. */
  isRepeatable: boolean
}

export type EffectHandlers = Record<string, EffectHandler>

export const CHANGE_KINDS = [
  /** A contact of the customer, or a relation of it. */
  'contact-changed',
  'customer-changed',
  /** Records that show a key of another record: the identity feature judges whether they are one person. */
  'keys-clashed',
  'orders-linked',
  /** Dated facts of other systems, or of our own pages, that are on the timeline now. */
  'facts-recorded',
  /** Both sides of a merge or a split: what is derived from a person's rows is derived anew. */
  'customer-merged',
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** An internal fact other features react to; reactions are keyed jobs in the same transaction. */
export interface Change {
  kind: ChangeKind
  corpId: string
  customerIds: readonly string[]
}

/** For each kind the job that hears of it. */
export type Reactions = Partial<Record<ChangeKind, string>>

/** Keeps the types of a JSON route while it is written; the list of routes keeps none. */
export function jsonRoute<
  R extends z.ZodType,
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(route: JsonRoute<Deps, P, Q, B, R>): Route<Deps> {
  return route as unknown as Route<Deps>
}

export function rawRoute(route: RawRoute<Deps>): Route<Deps> {
  return route
}
