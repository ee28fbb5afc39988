import { z } from 'zod'

const id = z.string().min(1).max(64)

export const trendQuery = z.object({
  days: z.coerce.number().int().min(7).max(180).default(30),
  ownerStaffId: id.optional(),
})
export type TrendQuery = z.infer<typeof trendQuery>

const counts = z.object({
  groups: z.number(),
  groupsTalking: z.number(),
  newGroups: z.number(),
  members: z.number(),
  newMembers: z.number(),
  membersTalking: z.number(),
  messages: z.number(),
})
export type Counts = z.infer<typeof counts>

export const trend = z.object({
  /** One for each day, oldest first. `counts` is null while WeCom has not been read for that day: unknown, not nothing. */
  items: z.array(z.object({ day: z.iso.date(), left: z.number(), counts: counts.nullable() })),
  /** The last day there are counts of, and when it was read. */
  throughDay: z.iso.date().nullable(),
  readAt: z.iso.datetime().nullable(),
  /** The last reading went wrong: what is shown may be old. */
  failure: z.object({ at: z.iso.datetime(), kind: z.string() }).nullable(),
})
export type Trend = z.infer<typeof trend>

export const ownerCountsQuery = z.object({
  day: z.iso.date(),
  cursor: z.string().max(256).optional(),
})
export const ownerCounts = counts.extend({ staffId: z.string().nullable(), name: z.string() })
export type OwnerCounts = z.infer<typeof ownerCounts>
export const ownerCountsList = z.object({
  items: z.array(ownerCounts),
  nextCursor: z.string().nullable(),
})
export type OwnerCountsList = z.infer<typeof ownerCountsList>
