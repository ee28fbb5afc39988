import { z } from 'zod'
import { reason } from '../words/contract.ts'

const size = z.object({ customers: z.number(), groups: z.number() })

/** What of a run can still be taken back, and what stands against it. */
export const undoList = z.object({
  /** Not sent to WeCom yet: cancelling leaves them with the giver. */
  cancel: size,
  /** WeCom has them in hand: nobody can call them back; the customer may decline until then. */
  asked: size.extend({ until: z.iso.datetime().nullable() }),
  /** Taken over and still there, by successor. WeCom moves them once more, as a hand-over on the job. */
  moved: z.array(
    size.extend({
      staffId: z.string(),
      name: z.string(),
      /** Moved twice within 90 days: WeCom takes no third time. */
      worn: z.number(),
      /** In another handover now. */
      held: z.number(),
    }),
  ),
  /** The giver, and why they cannot have anything back; empty: they can. */
  giver: z.object({ staffId: z.string(), name: z.string(), problems: z.array(reason) }),
})
export type UndoList = z.infer<typeof undoList>

export const giveBackRequest = z.strictObject({
  /** The successor who gives them away again. */
  fromStaffId: z.string().min(1).max(64),
  /** giver: to whom they were before · other: the plan names somebody else. */
  to: z.enum(['giver', 'other']),
})
export type GiveBackRequest = z.infer<typeof giveBackRequest>
