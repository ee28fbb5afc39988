import { z } from 'zod'
import { label } from './labels/contract.ts'

export const groupParams = z.object({ chatId: z.string().min(1).max(64) })

export const NO_TYPE = 'none'

export const groupQuery = z.object({
  q: z.string().max(64).optional(),
  ownerStaffId: z.string().max(64).optional(),
  /** ownerless: the owner has left and nobody took over. */
  state: z.enum(['active', 'ownerless', 'dismissed']).default('active'),
  /** A type, or NO_TYPE for groups that nobody has sorted. */
  typeId: z.string().max(40).optional(),
  tagId: z.string().max(40).optional(),
  /** Ids with commas between them: these alone. */
  chatIds: z
    .string()
    .max(6500)
    .optional()
    .transform((list) => list?.split(',')),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type GroupQuery = z.infer<typeof groupQuery>

export const groupRow = z.object({
  chatId: z.string(),
  name: z.string(),
  ownerName: z.string(),
  /** Set when the owner is one of ours, be it one who has left. */
  ownerStaffId: z.string().nullable(),
  status: z.number(),
  memberCount: z.number(),
  externalCount: z.number(),
  createdAt: z.iso.datetime(),
  dismissedAt: z.iso.datetime().nullable(),
  readAt: z.iso.datetime(),
  type: label.nullable(),
  tags: z.array(label),
  /** Of the last 30 days. */
  joined: z.number(),
  left: z.number(),
  health: z.enum(['growing', 'steady', 'shrinking', 'still']),
})
export type GroupRow = z.infer<typeof groupRow>
export const groupList = z.object({
  items: z.array(groupRow),
  nextCursor: z.string().nullable(),
  total: z.number().nullable(),
})
export type GroupList = z.infer<typeof groupList>

export const memberQuery = z.object({
  q: z.string().max(64).optional(),
  /** 1 colleagues, 2 customers. */
  type: z.coerce.number().int().min(1).max(2).optional(),
  /** Customers with this tag, set by somebody one may see. */
  tagId: z.string().max(64).optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type MemberQuery = z.infer<typeof memberQuery>

export const memberRow = z.object({
  memberId: z.string(),
  type: z.number(),
  name: z.string(),
  isAdmin: z.boolean(),
  isOwner: z.boolean(),
  joinedAt: z.iso.datetime(),
  joinScene: z.number(),
  invitorName: z.string().nullable(),
  /** Set when one may open the person behind the member. */
  customerId: z.string().nullable(),
  tierCode: z.number().nullable(),
})
export type MemberRow = z.infer<typeof memberRow>
export const memberList = z.object({ items: z.array(memberRow), nextCursor: z.string().nullable() })
export type MemberList = z.infer<typeof memberList>

export const numbersQuery = z.object({ days: z.coerce.number().int().min(1).max(90).default(30) })
export const groupNumbers = z.object({
  items: z.array(z.object({ day: z.iso.date(), joined: z.number(), left: z.number(), total: z.number() })),
})
export type GroupNumbers = z.infer<typeof groupNumbers>

export const overlapQuery = z.object({ cursor: z.string().max(256).optional() })
/** Somebody who is in several groups, and in which. */
export const overlapRow = z.object({
  memberId: z.string(),
  name: z.string(),
  groups: z.number(),
  customerId: z.string().nullable(),
  in: z.array(z.object({ chatId: z.string(), name: z.string() })),
})
export type OverlapRow = z.infer<typeof overlapRow>
export const overlapList = z.object({ items: z.array(overlapRow), nextCursor: z.string().nullable() })
export type OverlapList = z.infer<typeof overlapList>
