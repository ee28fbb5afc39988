import { z } from 'zod'
import { wayState } from '../contact-ways/contract.ts'

const id = z.string().min(1).max(40)

export const groupCodeInput = z.strictObject({
  name: z.string().trim().min(1).max(30),
  /** WeCom fills them in turn; five at most. */
  chatIds: z.array(z.string().min(1).max(64)).min(1).max(5),
  /** With a name WeCom founds another group when all are full. */
  newGroupName: z.string().trim().min(1).max(40).nullable().default(null),
  newGroupNumber: z.number().int().min(1).max(9999).default(1),
})
export type GroupCodeInput = z.infer<typeof groupCodeInput>

export const groupCodeChange = groupCodeInput.extend({ version: z.number().int().min(1) })

export const groupCodeQuery = z.object({ cursor: z.string().max(256).optional() })
export const groupCodeParams = z.object({ id })
export const groupCodeRow = z.object({
  id: z.string(),
  name: z.string(),
  wayState,
  errorText: z.string().nullable(),
  hasPicture: z.boolean(),
  groups: z.array(z.object({ chatId: z.string(), name: z.string(), memberCount: z.number() })),
  newGroupName: z.string().nullable(),
  newGroupNumber: z.number(),
  version: z.number(),
  /** Members it has let in, and those of them who are still in a group. */
  joined: z.number(),
  stayed: z.number(),
  createdAt: z.iso.datetime(),
})
export type GroupCodeRow = z.infer<typeof groupCodeRow>
export const groupCodeList = z.object({ items: z.array(groupCodeRow), nextCursor: z.string().nullable() })
export type GroupCodeList = z.infer<typeof groupCodeList>
export const made = z.object({ id: z.string() })
export const joinerQuery = z.object({
  /** Everybody it let in, those who are still there, or those who have left. */
  kind: z.enum(['joined', 'stayed', 'left']).default('joined'),
  cursor: z.string().max(256).optional(),
})
export type JoinerQuery = z.infer<typeof joinerQuery>
export const joinerRow = z.object({
  memberId: z.string(),
  chatId: z.string(),
  groupName: z.string(),
  /** Shortened for whom one may count, not see. */
  name: z.string(),
  customerId: z.string().nullable(),
  joinedAt: z.iso.datetime(),
  leftAt: z.iso.datetime().nullable(),
  /** By themselves, or removed by the owner or an admin; null when WeCom did not say. */
  leftBy: z.enum(['self', 'removed']).nullable(),
})
export type JoinerRow = z.infer<typeof joinerRow>
export const joinerList = z.object({ items: z.array(joinerRow), nextCursor: z.string().nullable() })
export type JoinerList = z.infer<typeof joinerList>
export const changed = z.object({ id: z.string(), version: z.number() })
export const done = z.object({})
