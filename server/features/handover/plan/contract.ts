import { z } from 'zod'
import { TRANSFER_REASONS } from '../../../domain/transfer-reasons.ts'

const staffId = z.string().min(1).max(64)
const word = z.string().min(1).max(64)

/** Which of the giver's customers; an absent condition lets all through. All of them must hold. */
export const conditions = z.strictObject({
  /** Tier codes; -1: without a tier. */
  tiers: z.array(z.number().int().min(-1).max(7)).max(9).optional(),
  tagIds: z.array(word).max(50).optional(),
  storeNames: z.array(word).max(50).optional(),
  models: z.array(word).max(50).optional(),
  /** Last order or event at least, or at most, so many days ago. */
  quietSinceDays: z.number().int().min(1).max(3650).optional(),
  activeWithinDays: z.number().int().min(1).max(3650).optional(),
  hasOpenOrder: z.boolean().optional(),
  q: z.string().max(64).optional(),
})
export type Conditions = z.infer<typeof conditions>

/**
 * one: everything to the first successor · even · store: to the successor of the store the customer goes to · tier: the
 * important customers are shared first, each tier evenly · model: who sells that line · file: as an uploaded CSV says.
 * What a rule cannot decide is shared evenly. A customer or group that a successor knows already goes to that one
 * where the load allows it.
 */
export const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('one') }),
  z.strictObject({ kind: z.literal('even') }),
  z.strictObject({ kind: z.literal('store') }),
  z.strictObject({ kind: z.literal('tier') }),
  z.strictObject({
    kind: z.literal('model'),
    lines: z.array(z.strictObject({ model: word, staffIds: z.array(staffId).min(1).max(50) })).max(50),
  }),
  z.strictObject({ kind: z.literal('file') }),
])
export type Rule = z.infer<typeof rule>

export const planInput = z.strictObject({
  /** null: no customers are handed over. */
  customers: conditions.nullable(),
  groups: z.boolean(),
  /** Only what came to this person by that handover: to give it back. */
  cameBy: z.string().min(1).max(40).optional(),
  rule,
  /** count: so many customers for this person; null: an equal share of the rest. */
  successors: z
    .array(z.strictObject({ staffId, count: z.number().int().min(0).max(100_000).nullable().default(null) }))
    .max(50),
})
export type PlanInput = z.infer<typeof planInput>

export const successorLoad = z.object({
  staffId: z.string(),
  name: z.string(),
  position: z.string(),
  unitName: z.string(),
  /** What they have now, what they would get, what they may have. */
  current: z.number(),
  added: z.number(),
  limit: z.number(),
  /** How far above the limit; 0 when it fits. */
  over: z.number(),
  groups: z.number(),
  important: z.number(),
  ordinary: z.number(),
  wantedCount: z.number().nullable(),
  problems: z.array(z.enum(TRANSFER_REASONS)),
})
export type SuccessorLoad = z.infer<typeof successorLoad>
