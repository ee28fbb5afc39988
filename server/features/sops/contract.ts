import { z } from 'zod'
import { SOP_CHANNELS, SOP_KINDS, SOP_STATES, SOP_TRIGGERS } from '../../domain/sop/plan.ts'
import { postAudience } from '../posts/contract.ts'
import { BODY_LIMIT } from '../scripts/contract.ts'

export const sopStep = z.strictObject({
  id: z.string().regex(/^[a-zA-Z0-9]{1,26}$/),
  day: z.number().int().min(0).max(365),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  title: z.string().trim().max(60).default(''),
  note: z.string().trim().max(300).default(''),
  channel: z.enum(SOP_CHANNELS).nullable().default(null),
  text: z.string().max(BODY_LIMIT).default(''),
  scriptIds: z.array(z.string().min(1).max(40)).max(5).default([]),
})

/** A plan as the editor saves it. What is not said yet is null: the plan does not start without it. */
export const sopDraft = z.strictObject({
  title: z.string().trim().max(60).default(''),
  trigger: z.enum(SOP_TRIGGERS).nullable().default(null),
  /** Whose customers or groups: of everybody in the plan's units, or of the units in `audience`. */
  staff: z.enum(['all', 'units']).nullable().default(null),
  /** All of them, or those `audience` describes; looked at anew on the day of each step. */
  reach: z.enum(['all', 'chosen']).nullable().default(null),
  audience: postAudience.default(postAudience.parse({})),
  /** Whoever was added, delivered to or founded before the start is taken in, for the steps still ahead. */
  includesExisting: z.boolean().default(false),
  /** A step that falls on a public holiday waits for the next working day. */
  skipsHolidays: z.boolean().default(true),
  /** Steps of all plans one customer or group may be given in seven days. */
  perWeek: z.number().int().min(1).max(7).nullable().default(null),
  steps: z
    .array(sopStep)
    .max(40)
    .refine((steps) => new Set(steps.map(({ id }) => id)).size === steps.length, { error: 'two with one id' })
    .default([]),
})
export type SopDraft = z.infer<typeof sopDraft>

export const sopKind = z.enum(SOP_KINDS)
export const sopState = z.enum(SOP_STATES)
export const newSop = z.strictObject({ kind: sopKind, draft: sopDraft.optional() })
export const changedSop = z.strictObject({ edition: z.number().int().min(1), draft: sopDraft })
export const sopParams = z.object({ id: z.string().min(1).max(40) })
export const empty = z.strictObject({})

/** Each number opens into its rows. done: sent or marked. */
export const stepCounts = z.object({
  given: z.number(),
  open: z.number(),
  overdue: z.number(),
  sent: z.number(),
  marked: z.number(),
  skipped: z.number(),
  ended: z.number(),
  /** Not among those given: the shared gate, or enough this week, kept them back. */
  held: z.number(),
})
export type StepCounts = z.infer<typeof stepCounts>

const problem = z.record(z.string(), z.union([z.string(), z.number()]))
export const sop = z.object({
  id: z.string(),
  kind: sopKind,
  state: sopState,
  edition: z.number(),
  version: z.number(),
  draft: sopDraft,
  /** What is in force differs from the draft: it counts when it is put in force. */
  isChanged: z.boolean(),
  isMine: z.boolean(),
  mayEdit: z.boolean(),
  ownerName: z.string(),
  problems: z.array(problem),
  startedOn: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime(),
  counts: stepCounts,
  /** Of each step that was ever given, by its id; of those that were taken out of the plan with their last title. */
  steps: z.array(z.object({ stepId: z.string(), title: z.string(), counts: stepCounts })),
  /** The materials the steps name, as the library has them. */
  scripts: z.array(z.object({ id: z.string(), title: z.string(), kind: z.string(), isUsable: z.boolean() })),
})
export type Sop = z.infer<typeof sop>

export const sopQuery = z.object({
  state: sopState.optional(),
  kind: sopKind.optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type SopQuery = z.infer<typeof sopQuery>
export const sopRow = z.object({
  id: z.string(),
  kind: sopKind,
  state: sopState,
  title: z.string(),
  trigger: z.enum(SOP_TRIGGERS).nullable(),
  stepCount: z.number(),
  ownerName: z.string(),
  updatedAt: z.iso.datetime(),
  counts: stepCounts,
})
export type SopRow = z.infer<typeof sopRow>
export const sopPage = z.object({ items: z.array(sopRow), nextCursor: z.string().nullable() })
export type SopPage = z.infer<typeof sopPage>
