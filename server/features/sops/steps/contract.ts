import { z } from 'zod'
import { SKIP_REASONS, SOP_CHANNELS, SOP_KINDS, SOP_TRIGGERS, STEP_STATES } from '../../../domain/sop/plan.ts'
import { isLocalDate } from '../../../domain/time.ts'
import { scriptItem } from '../../scripts/contract.ts'

const day = z.string().refine(isLocalDate, { error: 'a date YYYY-MM-DD' })
const why = z.object({
  plan: z.string(),
  trigger: z.enum(SOP_TRIGGERS),
  anchorOn: z.string(),
  day: z.number(),
})

/** A step as the member finds it in the chat, filled for whom it is for. */
export const openStep = z.object({
  taskId: z.string(),
  title: z.string(),
  note: z.string(),
  channel: z.enum(SOP_CHANNELS),
  why,
  dueOn: z.string(),
  dueAt: z.iso.datetime().nullable(),
  isOverdue: z.boolean(),
  staffName: z.string(),
  isMine: z.boolean(),
  state: z.enum(['open', 'sent', 'marked', 'skipped']),
  text: z.string(),
  /** Labels of slots nothing is known for; a text with an open slot is not sent. */
  missing: z.array(z.string()),
  /** What follows the text, as far as the library still has it. */
  materials: z.array(scriptItem),
})
export type OpenStep = z.infer<typeof openStep>
export const openSteps = z.object({
  items: z.array(openStep),
  /** Why nothing may be sent now. `stops`: the button is off; otherwise the member is only told. */
  refusal: z.object({ kind: z.string(), stops: z.boolean(), freeOn: z.string().nullable() }).nullable(),
  /** Steps that were due and are not given now, and why; freeOn: from when they may be. */
  held: z.array(z.object({ title: z.string(), reason: z.string(), freeOn: z.string().nullable() })),
  /** Other steps of this member that are due today, with other customers and groups. */
  othersToday: z.number(),
})
export type OpenSteps = z.infer<typeof openSteps>

export const stepOutcome = z
  .strictObject({
    /** Made in the browser, once for each press: sending it again is harmless. */
    id: z.ulid(),
    outcome: z.enum(['sent', 'edited', 'copied', 'marked', 'skipped', 'reopened']),
    reason: z.enum(SKIP_REASONS).optional(),
  })
  .refine(({ outcome, reason }) => outcome !== 'skipped' || reason !== undefined, {
    path: ['reason'],
    error: 'required',
  })
export type StepOutcome = z.infer<typeof stepOutcome>

export const stepQuery = z.object({
  planId: z.string().max(40).optional(),
  stepId: z.string().max(26).optional(),
  /** today: open and due today; held: held back and not given; held-now: those of them that may still come. Left out: all that were given. */
  state: z.enum([...STEP_STATES, 'held', 'held-now', 'today']).optional(),
  /** Given for this day. */
  day: day.optional(),
  /** Only one's own, also for whoever answers for others. */
  mine: z.enum(['yes']).optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type StepQuery = z.infer<typeof stepQuery>
export const stepRow = z.object({
  taskId: z.string(),
  planId: z.string(),
  planTitle: z.string(),
  kind: z.enum(SOP_KINDS),
  title: z.string(),
  /** Of the customer or the group. */
  name: z.string(),
  /** The name is shortened: one may count this customer, not see them. */
  isMasked: z.boolean(),
  customerId: z.string().nullable(),
  externalUserid: z.string().nullable(),
  chatId: z.string().nullable(),
  staffName: z.string(),
  dueOn: z.string(),
  dueAt: z.iso.datetime().nullable(),
  state: z.enum([...STEP_STATES, 'held']),
  doneAt: z.iso.datetime().nullable(),
  /** Why it was left out, why a rule took it back, or why it was held back. */
  cause: z.string().nullable(),
  /** Of one that was held back: from when the gate may be open. */
  freeOn: z.string().nullable(),
})
export type StepRow = z.infer<typeof stepRow>
export const stepPage = z.object({ items: z.array(stepRow), nextCursor: z.string().nullable() })
export type StepPage = z.infer<typeof stepPage>

export const dayQuery = z
  .object({ from: day, to: day })
  .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) <= 45 * 86_400_000, {
    path: ['to'],
    error: 'at most 45 days after from',
  })
export const stepDays = z.object({
  days: z.array(z.object({ day: z.string(), given: z.number(), open: z.number() })),
})
export type StepDays = z.infer<typeof stepDays>

export const customerParams = z.object({ id: z.string().min(1).max(40) })
export const groupParams = z.object({ chatId: z.string().min(1).max(64) })
export const taskParams = z.object({ id: z.string().min(1).max(40) })
export const stepReason = why
