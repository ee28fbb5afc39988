import { z } from 'zod'
import { numbers, periodQuery, wayState } from '../contact-ways/contract.ts'

const id = z.string().min(1).max(40)

export const linkInput = z.strictObject({
  name: z.string().trim().min(1).max(30),
  /** WeCom takes 500 people at most; a hundred is what a page can show. */
  staffIds: z.array(id).min(1).max(100),
  /** Not given: the one it has. A link keeps its first state, whatever channel it moves to. */
  channelId: id.optional(),
})
export type LinkInput = z.infer<typeof linkInput>
export const linkChange = linkInput.extend({ version: z.number().int().min(1) })
/** Numbers are of those who came within so many days, until today. */
export const linkQuery = periodQuery.extend({ cursor: z.string().max(256).optional() })
export type LinkQuery = z.infer<typeof linkQuery>
export const linkParams = z.object({ id })
export const linkRow = z.object({
  id: z.string(),
  name: z.string(),
  channelId: z.string().nullable(),
  channelName: z.string().nullable(),
  /** To be given to customers: with a channel it carries `customer_channel`. */
  url: z.string().nullable(),
  wayState,
  errorText: z.string().nullable(),
  staff: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Of those who came by the address with the channel; null while there is no channel to count by. */
  numbers: numbers.nullable(),
  version: z.number(),
  createdAt: z.iso.datetime(),
})
export type LinkRow = z.infer<typeof linkRow>
export const linkList = z.object({ items: z.array(linkRow), nextCursor: z.string().nullable() })
export type LinkList = z.infer<typeof linkList>
export const made = z.object({ id: z.string() })
export const changed = z.object({ id: z.string(), version: z.number() })
export const done = z.object({})

/** Customers that may still be acquired, as WeCom says now. */
export const quota = z.object({ total: z.number(), balance: z.number() })
export type Quota = z.infer<typeof quota>

export const comersQuery = z.object({ cursor: z.string().max(1000).optional() })
export const comers = z.object({
  /** Of the last 30 days. */
  clicked: z.number(),
  added: z.number(),
  items: z.array(
    z.object({
      externalUserid: z.string(),
      name: z.string(),
      /** Null, and the name shortened: one may count this customer, not see them. */
      customerId: z.string().nullable(),
      staffName: z.string(),
      hasTalked: z.boolean(),
      /** `customer_channel` of the address that was opened. */
      channel: z.string(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
export type Comers = z.infer<typeof comers>
