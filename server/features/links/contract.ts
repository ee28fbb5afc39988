import { z } from 'zod'

/** A link that is printed, posted or put on a page: one for each channel, so that channels can be compared. */
export const channelLinkInput = z.strictObject({
  scriptId: z.string(),
  channel: z.string().trim().min(1).max(30),
})
export const channelLink = z.object({
  id: z.string(),
  channel: z.string(),
  url: z.string(),
  createdAt: z.iso.datetime(),
  /** It leads nowhere any more: ended by somebody, or its material's time is over. */
  isEnded: z.boolean(),
  opens: z.number(),
  devices: z.number(),
})
export type ChannelLink = z.infer<typeof channelLink>
export const channelLinkQuery = z.strictObject({ scriptId: z.string(), cursor: z.string().optional() })
export const channelLinkPage = z.object({ items: z.array(channelLink), nextCursor: z.string().nullable() })
export const byId = z.strictObject({ id: z.string() })
