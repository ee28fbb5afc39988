import { z } from 'zod'

/** What the app tells leaders in WeCom by itself. */
export const noticeSetting = z.strictObject({
  /** To the managers of somebody who left with customers. */
  departures: z.boolean().default(true),
  /** To administrators, when a sync was braked or failed. */
  sync: z.boolean().default(false),
})
export type NoticeSetting = z.infer<typeof noticeSetting>
