import { z } from 'zod'

/**
 * planned: waits for its turn · calling: the call is out · accepted: WeCom took it and answers later · unknown: nobody
 * knows whether it took effect · done · refused: WeCom said no · failed: gave up, may be repeated · cancelled.
 */
export const effectState = z.enum([
  'planned',
  'calling',
  'accepted',
  'unknown',
  'done',
  'refused',
  'failed',
  'cancelled',
])
export type EffectState = z.infer<typeof effectState>

export const effectRow = z.object({
  id: z.string(),
  kind: z.string(),
  state: effectState,
  /** What it is about, by name where we know one. */
  objectId: z.string().nullable(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  staffName: z.string().nullable(),
  attempts: z.number(),
  errorCode: z.number().nullable(),
  errorText: z.string().nullable(),
  /** A word for what no code of WeCom says. */
  reason: z.string().nullable(),
  /** Accepted for so long that somebody should look. */
  isStuck: z.boolean(),
  /** Of how many it is about, and how many of those did not succeed; 0 when it is about one thing. */
  itemCount: z.number(),
  badItemCount: z.number(),
  notBefore: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  settledAt: z.iso.datetime().nullable(),
})
export type EffectRow = z.infer<typeof effectRow>

/** One with all that is known of it. */
export const effectDetail = effectRow.extend({
  acceptedAt: z.iso.datetime().nullable(),
  polls: z.number(),
  /** Who repeated, dismissed or called it off last, when, and why. */
  decidedByName: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decision: z.string().nullable(),
  items: z.array(
    z.object({
      key: z.string(),
      /** Of a customer or a member; null when we know no name. */
      name: z.string().nullable(),
      state: z.enum(['waiting', 'done', 'refused', 'failed', 'unknown']),
      errorCode: z.number().nullable(),
      errorText: z.string().nullable(),
    }),
  ),
})
export type EffectDetail = z.infer<typeof effectDetail>

export const effectPage = z.object({ items: z.array(effectRow), nextCursor: z.string().nullable() })
export type EffectPage = z.infer<typeof effectPage>

const narrowing = {
  kind: z.string().max(40).optional(),
  createdBy: z.string().max(40).optional(),
  /** Only of the last so many days. */
  days: z.coerce.number().int().min(1).max(366).optional(),
}
export const effectFilter = z.object(narrowing)
export type EffectFilter = z.infer<typeof effectFilter>

export const effectQuery = z.object({
  ...narrowing,
  state: effectState.optional(),
  cursor: z.string().max(200).optional(),
})

/** For the tabs and filters of the list; states and kinds without effects are left out. */
export const effectCounts = z.object({
  states: z.array(z.object({ state: effectState, count: z.number() })),
  kinds: z.array(z.string()),
  staff: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type EffectCounts = z.infer<typeof effectCounts>

/** Those that came to rest before `before`, some at a time: what fails again is not taken again. */
export const repeatMany = z.strictObject({
  ...narrowing,
  state: z.enum(['failed', 'refused']),
  before: z.iso.datetime(),
})
export type RepeatMany = z.infer<typeof repeatMany>
export const repeatedMany = z.object({ repeated: z.number(), left: z.number() })
export const effectParams = z.object({ id: z.string().min(1).max(40) })

/** Why a person leaves it as it is, for those who look later. */
export const dismissal = z.strictObject({ reason: z.string().trim().min(1).max(200).optional() })
