import { z } from 'zod'

export const erasureInput = z.strictObject({
  /** Why, for the audit: the customer's request, by which way it came. */
  reason: z.string().trim().min(2).max(200),
})
export type ErasureInput = z.infer<typeof erasureInput>

/** What was blanked or deleted, table by table. */
export const erasureAnswer = z.object({ tables: z.array(z.object({ table: z.string(), rows: z.number() })) })
export type ErasureAnswer = z.infer<typeof erasureAnswer>
