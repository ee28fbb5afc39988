import { z } from 'zod'
import { ACTION_RULES } from '../../../domain/actions.ts'

const DAYS = [30, 90, 180, 360] as const
const days = z.coerce
  .number()
  .pipe(z.union(DAYS.map((each) => z.literal(each))))
  .default(90)

/** Of closed windows. null: too few of them to say a rate. */
const rate = z.object({ share: z.number(), low: z.number(), high: z.number() }).nullable()
export type Rate = z.infer<typeof rate>

const counts = z.object({
  sent: z.number(),
  /** Windows that are still open: nothing is said about them yet. */
  open: z.number(),
  closed: z.number(),
  replied: z.number(),
  opened: z.number(),
  visited: z.number(),
  bought: z.number(),
  boughtFen: z.number(),
  answered: z.number(),
  rate,
})

export const scriptResult = counts.extend({
  scriptId: z.string(),
  title: z.string(),
  isGone: z.boolean(),
  /** Which proposal it served; null: sent out of the library. */
  rule: z.enum(ACTION_RULES).nullable(),
})
export type ScriptResult = z.infer<typeof scriptResult>

export const resultQuery = z.strictObject({
  days,
  scene: z.enum(ACTION_RULES).optional(),
  cursor: z.string().optional(),
})
export const resultPage = z.object({
  items: z.array(scriptResult),
  nextCursor: z.string().nullable(),
  /** Sends it takes until a rate is told. */
  enough: z.number(),
})
export type ResultPage = z.infer<typeof resultPage>

const code = z.number().int().min(0).max(7).nullable()
export const segmentResult = counts.extend({ segment: z.string(), tier: code, stage: z.string().nullable() })
export type SegmentResult = z.infer<typeof segmentResult>
export const segmentQuery = z.strictObject({ days, rule: z.string().max(40).default('') })
export const segmentList = z.object({ items: z.array(segmentResult), enough: z.number() })

export const SEND_FILTERS = [
  'sent',
  'open',
  'closed',
  'answered',
  'replied',
  'opened',
  'visited',
  'bought',
] as const
export const sendQuery = z.strictObject({
  days,
  rule: z.string().max(40).default(''),
  segment: z.string().max(40).optional(),
  what: z.enum(SEND_FILTERS).default('sent'),
  cursor: z.string().optional(),
})
export const armQuery = z.strictObject({
  arm: z.string().min(1).max(4),
  what: z.enum(SEND_FILTERS).default('sent'),
  cursor: z.string().optional(),
})
export const sendRow = z.object({
  id: z.string(),
  /** Masked, for whoever may not see the customer. */
  customerName: z.string(),
  customerId: z.string().nullable(),
  staffName: z.string(),
  sentAt: z.iso.datetime(),
  isEdited: z.boolean(),
  isClosed: z.boolean(),
  repliedAt: z.iso.datetime().nullable(),
  openedAt: z.iso.datetime().nullable(),
  visitedOn: z.iso.date().nullable(),
  boughtOn: z.iso.date().nullable(),
  boughtFen: z.number().nullable(),
})
export type SendRow = z.infer<typeof sendRow>
export const sendPage = z.object({ items: z.array(sendRow), nextCursor: z.string().nullable() })
export type SendPage = z.infer<typeof sendPage>

/** When somebody reads what they are sent, and how we know. */
const knownPushTime = z.object({
  state: z.literal('known'),
  /** Of Shanghai. */
  hour: z.number().int().min(0).max(23),
  /** null: said of no kind of day. */
  isWorkday: z.boolean().nullable(),
  /**
   * customer, segment, corp: answers to messages. opens: the links and pages they opened. default: nothing is known.
   * trial: another hour for today, to learn how it does.
   */
  basis: z.enum(['customer', 'opens', 'segment', 'corp', 'default', 'trial']),
  /** Messages, or opens, in that hour. */
  count: z.number(),
  rate: z.number().nullable(),
  /** Messages go out only within these hours. */
  fromHour: z.number(),
  toHour: z.number(),
})
export type KnownPushTime = z.infer<typeof knownPushTime>
export const pushTime = z.discriminatedUnion('state', [knownPushTime, z.object({ state: z.literal('off') })])
export type PushTime = z.infer<typeof pushTime>

/** What would have come of always taking one script, from what was logged. */
export const policyEstimate = z.object({
  scriptId: z.string(),
  title: z.string(),
  state: z.enum(['shown', 'withheld']),
  reason: z.enum(['no-choices', 'too-few', 'weights-off']).nullable(),
  count: z.number(),
  effectiveCount: z.number(),
  meanWeight: z.number(),
  /** Only when shown. */
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})
export const policyQuery = z.strictObject({ days, scene: z.enum(ACTION_RULES) })
export const policyList = z.object({
  /** What came of the choices as they were made. */
  actual: z.object({ count: z.number(), share: z.number().nullable() }),
  items: z.array(policyEstimate),
})
export type PolicyList = z.infer<typeof policyList>
export const scriptParams = z.strictObject({ scriptId: z.string() })
