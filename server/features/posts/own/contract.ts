import { z } from 'zod'
import { POST_KINDS } from '../../../domain/post/kinds.ts'

/** What a member has to do for the company's posts now. */
export const ownPost = z.object({
  /** What the member has to do; null before there is anything to do. */
  partId: z.string().nullable(),
  postId: z.string(),
  kind: z.enum(POST_KINDS),
  title: z.string(),
  text: z.string(),
  attachments: z.number(),
  /** Customers or groups it goes to. */
  size: z.number(),
  /** When it went out; of what is scheduled, when it will. */
  since: z.iso.datetime(),
  endsAt: z.iso.datetime().nullable(),
  /** Of an announcement: the group it is for. */
  chatId: z.string().nullable(),
  groupName: z.string().nullable(),
  state: z.enum(['open', 'done', 'scheduled']),
})
export type OwnPost = z.infer<typeof ownPost>
export const ownPosts = z.object({ items: z.array(ownPost) })
export type OwnPosts = z.infer<typeof ownPosts>
export const announcedInput = z.strictObject({ chatId: z.string().min(1).max(64) })
export const ownParams = z.object({ id: z.string().min(1).max(40) })
export const groupParams = z.object({ chatId: z.string().min(1).max(64) })
