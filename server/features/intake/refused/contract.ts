import { z } from 'zod'
import { intakeResult, itemError } from '../contract.ts'

export const refusalList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      at: z.iso.datetime(),
      kind: z.string(),
      factId: z.string(),
      /** `value`: what stood there, masked unless it can be nobody's; null: nothing, or it is not kept. */
      errors: z.array(itemError.extend({ value: z.string().nullable() })),
      /** What it said is still there, to be looked at and sent again. */
      isKept: z.boolean(),
      /** Sent again as it was, and refused again. */
      triedAt: z.iso.datetime().nullable(),
      takenAt: z.iso.datetime().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
  /** Days after which a refused item goes. */
  keptDays: z.number(),
})
export type RefusalList = z.infer<typeof refusalList>

export const ofRefusal = z.strictObject({ id: z.string().max(40), refusalId: z.string().max(40) })

export const refusalRevealed = z.object({
  /** The item as it came, as JSON in lines. */
  text: z.string(),
  hideAfterSeconds: z.number(),
})
export type RefusalRevealed = z.infer<typeof refusalRevealed>

/** `item`: what is sent in its place, mended; without it, the item as it came. */
export const sendAgain = z.strictObject({ item: z.record(z.string(), z.unknown()).optional() })
export type SendAgain = z.infer<typeof sendAgain>

export const sentAgain = intakeResult.pick({ result: true, errors: true })
export type SentAgain = z.infer<typeof sentAgain>
