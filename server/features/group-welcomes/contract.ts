import { z } from 'zod'
import { wayState } from '../contact-ways/contract.ts'
import { postContent } from '../posts/contract.ts'

export const welcomeInput = z.strictObject({
  /** WeCom's templates have no name; this one is ours. */
  name: z.string().trim().min(1).max(30),
  content: postContent,
  /** Whether WeCom tells the group owners that there is a new one. */
  notifiesOwners: z.boolean().default(true),
})
export type WelcomeInput = z.infer<typeof welcomeInput>
export const welcomeChange = welcomeInput.extend({ version: z.number().int().min(1) })

export const welcomeQuery = z.object({ cursor: z.string().max(256).optional() })
export const welcomeParams = z.object({ id: z.string().min(1).max(40) })
export const welcomeRow = z.object({
  id: z.string(),
  name: z.string(),
  content: postContent,
  notifiesOwners: z.boolean(),
  wayState,
  errorText: z.string().nullable(),
  /** WeCom has an older version: the change has not arrived. */
  isBehind: z.boolean(),
  version: z.number(),
  updatedAt: z.iso.datetime(),
})
export type WelcomeRow = z.infer<typeof welcomeRow>
export const welcomeList = z.object({
  items: z.array(welcomeRow),
  nextCursor: z.string().nullable(),
  /** WeCom keeps so many of a corp, those of other apps included. */
  count: z.number(),
  most: z.number(),
})
export type WelcomeList = z.infer<typeof welcomeList>
export const saved = z.object({ id: z.string(), version: z.number() })
export type Saved = z.infer<typeof saved>
export const done = z.object({})
