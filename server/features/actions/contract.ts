import { z } from 'zod'
import { ACTION_RULES, DISMISS_REASONS } from '../../domain/actions.ts'

/** What an advisor did with a proposal (rule) or a script of the library (rule null). */
export const outcomeInput = z
  .strictObject({
    /** Made in the browser, once for each press: sending it again is harmless. */
    id: z.ulid(),
    customerId: z.string(),
    rule: z.enum(ACTION_RULES).nullable(),
    scriptId: z.string().nullable(),
    outcome: z.enum(['shown', 'sent', 'edited', 'copied', 'dismissed', 'cancelled', 'failed']),
    /** For dismissed: one of DISMISS_REASONS. For failed: what the host said. */
    reason: z.string().max(200).optional(),
    factsDigest: z.string().max(64).optional(),
  })
  .refine(
    (input) =>
      input.outcome !== 'dismissed' || (DISMISS_REASONS as readonly string[]).includes(input.reason ?? ''),
    { path: ['reason'], error: 'one of ' + DISMISS_REASONS.join(', ') },
  )
  .refine((input) => input.outcome !== 'dismissed' || input.rule !== null, {
    path: ['rule'],
    error: 'required',
  })
export type OutcomeInput = z.infer<typeof outcomeInput>

export const outcome = z.object({
  id: z.string(),
  /** For dismissed: the first day on which it may come back. */
  untilOn: z.iso.date().nullable(),
})
export type Outcome = z.infer<typeof outcome>

/** 客户已回复: WeCom does not tell, so the advisor does; false takes the mark back. */
export const repliedInput = z.strictObject({ isReplied: z.boolean() })

export const byId = z.strictObject({ id: z.string() })
export const nothing = z.object({})
