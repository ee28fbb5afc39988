// Scripted failures: a plan with a seed, so that the same calls meet the same accidents.

import { z } from 'zod'
import { salt, stream } from './random.ts'

const rate = z.number().min(0).max(1)

/** One rule; `path` is an API path without /cgi-bin/, or `*` for all. */
export const faultRuleSchema = z.strictObject({
  path: z.string().default('*'),
  latencyMs: z.number().min(0).max(120_000).optional(),
  /** Share of calls that are slow; all of them when absent. */
  latencyRate: rate.optional(),
  /** The call takes effect at once, and its answer comes this late. */
  answerLatencyMs: z.number().min(0).max(120_000).optional(),
  /** errcode −1. */
  busyRate: rate.optional(),
  httpErrorRate: rate.optional(),
  httpStatus: z.number().int().min(400).max(599).optional(),
  /** Valid headers, half of the JSON. */
  truncateRate: rate.optional(),
  emptyBodyRate: rate.optional(),
  /** Half of a gzip stream. */
  gzipCutRate: rate.optional(),
  /** Connection reset before anything happened. */
  resetRate: rate.optional(),
  /** The call takes effect, then the connection is reset. */
  resetAfterRate: rate.optional(),
  /** A fixed errcode. */
  errcode: z.number().int().optional(),
  /** The rule leaves the first `skip` calls alone, and ends when it has spoilt `count` of them. */
  count: z.number().int().min(1).optional(),
  skip: z.number().int().min(0).optional(),
  /** Share of calls at which the platform kills the tokens of their app first. */
  tokenRevokeRate: rate.optional(),
  concurrency: z.number().int().min(1).optional(),
  rateLimit: z.strictObject({ calls: z.number().int().min(0), windowMs: z.number().int().min(1) }).optional(),
  /** `repeat` answers the same cursor for ever, `expire` refuses every cursor, `empty` answers no rows. */
  paging: z.enum(['repeat', 'expire', 'empty']).optional(),
})
export type FaultRule = z.infer<typeof faultRuleSchema>

export const faultPlanSchema = z.strictObject({
  seed: z.number().int().default(1),
  rules: z.array(faultRuleSchema).default([]),
  callbacks: z
    .strictObject({
      dropRate: rate.default(0),
      repeatRate: rate.default(0),
      shuffleMs: z.number().min(0).default(0),
      delayMs: z.number().min(0).default(0),
    })
    .default({ dropRate: 0, repeatRate: 0, shuffleMs: 0, delayMs: 0 }),
})
export type FaultPlan = z.infer<typeof faultPlanSchema>
export type FaultPlanInput = z.input<typeof faultPlanSchema>

/** What happens to one call. */
export interface CallFate {
  latencyMs: number
  answerLatencyMs: number
  resetBefore: boolean
  resetAfter: boolean
  httpStatus: number | undefined
  truncate: boolean
  emptyBody: boolean
  gzipCut: boolean
  errcode: number | undefined
  revokeToken: boolean
  paging: FaultRule['paging']
}

export interface FaultBox {
  plan(): FaultPlan
  set(plan: FaultPlanInput): FaultPlan
  /** Also lets go of the calls and answers that are held back. */
  clear(): void
  /** Aborted by the next `clear`. */
  cleared(): AbortSignal
  /** Called once for each API call. */
  fateOf(path: string): CallFate
  /** The strictest limits that apply to a path. */
  limitsOf(path: string): Pick<FaultRule, 'concurrency' | 'rateLimit'>
  planDelivery(): { dropped: boolean; delaysMs: number[] }
}

interface LiveRule {
  rule: FaultRule
  next: () => number
  seen: number
  used: number
}

function happens(live: LiveRule, share: number | undefined): boolean {
  // Drawn only when asked for, so that adding one rate does not shift the accidents of another rule.
  return share !== undefined && share > 0 && live.next() < share
}

function isArmed({ rule, seen, used }: LiveRule): boolean {
  return seen > (rule.skip ?? 0) && (rule.count === undefined || used < rule.count)
}

function addRule(fate: CallFate, live: LiveRule): void {
  live.seen += 1
  if (isArmed(live) && spoil(fate, live)) live.used += 1
}

/** True when something happened to the call. */
function spoil(fate: CallFate, live: LiveRule): boolean {
  const { rule } = live
  const isSlow =
    rule.latencyMs !== undefined && (rule.latencyRate === undefined || happens(live, rule.latencyRate))
  if (isSlow) fate.latencyMs += rule.latencyMs ?? 0
  const accidents = {
    resetBefore: happens(live, rule.resetRate),
    resetAfter: happens(live, rule.resetAfterRate),
    truncate: happens(live, rule.truncateRate),
    emptyBody: happens(live, rule.emptyBodyRate),
    gzipCut: happens(live, rule.gzipCutRate),
    revokeToken: happens(live, rule.tokenRevokeRate),
  }
  fate.answerLatencyMs += rule.answerLatencyMs ?? 0
  const isHttpError = happens(live, rule.httpErrorRate)
  const isBusy = happens(live, rule.busyRate)
  for (const name of Object.keys(accidents) as (keyof typeof accidents)[]) fate[name] ||= accidents[name]
  if (isHttpError) fate.httpStatus = rule.httpStatus ?? 502
  if (isBusy) fate.errcode = -1
  fate.errcode = rule.errcode ?? fate.errcode
  fate.paging = rule.paging ?? fate.paging
  const hasFixed = rule.errcode !== undefined || rule.paging !== undefined
  return isSlow || isHttpError || isBusy || hasFixed || Object.values(accidents).includes(true)
}

export function createFaultBox(first: FaultPlanInput = {}): FaultBox {
  let plan = faultPlanSchema.parse(first)
  let live: LiveRule[] = []
  let clearing = new AbortController()
  let callbackNext = stream(plan.seed)
  const arm = (next: FaultPlan): FaultPlan => {
    plan = next
    live = plan.rules.map((rule, n) => ({
      rule,
      next: stream(plan.seed + salt(rule.path) + n),
      seen: 0,
      used: 0,
    }))
    callbackNext = stream(plan.seed + salt('callbacks'))
    return plan
  }
  arm(plan)
  const matching = (path: string): LiveRule[] =>
    live.filter(({ rule }) => rule.path === '*' || rule.path === path)
  return {
    plan: () => plan,
    set: (next) => arm(faultPlanSchema.parse(next)),
    clear: () => {
      arm(faultPlanSchema.parse({}))
      clearing.abort()
      clearing = new AbortController()
    },
    cleared: () => clearing.signal,
    fateOf: (path) => {
      const fate: CallFate = {
        latencyMs: 0,
        answerLatencyMs: 0,
        resetBefore: false,
        resetAfter: false,
        httpStatus: undefined,
        truncate: false,
        emptyBody: false,
        gzipCut: false,
        errcode: undefined,
        revokeToken: false,
        paging: undefined,
      }
      for (const one of matching(path)) addRule(fate, one)
      return fate
    },
    limitsOf: (path) => {
      const limits: Pick<FaultRule, 'concurrency' | 'rateLimit'> = {}
      for (const { rule } of matching(path)) {
        if (rule.concurrency !== undefined)
          limits.concurrency = Math.min(rule.concurrency, limits.concurrency ?? Infinity)
        if (rule.rateLimit) limits.rateLimit = rule.rateLimit
      }
      return limits
    },
    planDelivery: () => {
      const { delayMs, dropRate, repeatRate, shuffleMs } = plan.callbacks
      const dropped = callbackNext() < dropRate
      const copies = callbackNext() < repeatRate ? 2 : 1
      const delaysMs = Array.from({ length: copies }, () => delayMs + Math.floor(callbackNext() * shuffleMs))
      return { dropped, delaysMs }
    },
  }
}
