import { z } from 'zod'
import { FUNNEL_STEPS } from '../../../domain/post/funnel.ts'

const rate = z.object({ value: z.number(), low: z.number(), high: z.number() })
export const funnelArm = z.object({
  arm: z.enum(['a', 'b']),
  /** Persons at each step, every one also at the step before. */
  steps: z.array(
    z.object({
      step: z.enum(FUNNEL_STEPS),
      /** null: nobody can say. Customers of one message have the same link, and no system has told who opened it. */
      persons: z.number().nullable(),
      /** The steps that are asked of these persons: this one and those before it that are known. */
      chain: z.array(z.enum(FUNNEL_STEPS)),
    }),
  ),
})
export const funnel = z.object({
  /** Without a link, or where nobody tells who opened it, the steps behind it count from the delivery. */
  hasLink: z.boolean(),
  /** Devices that opened the link of a task: they say how many, never who. */
  devices: z.object({ a: z.number(), b: z.number() }),
  /** Customers known to have opened, and devices on links that several have: opened, by nobody knows whom. */
  openers: z.object({ known: z.number(), devices: z.number() }),
  /** Of a post to groups, those it was sent to; who read it there nobody can say. */
  groups: z.object({ a: z.number(), b: z.number() }).nullable(),
  /** Facts count that came within so many days of the delivery. */
  withinDays: z.number(),
  /** How many of a hundred reached should act, as the company has set it. */
  targetPercent: z.number(),
  arms: z.array(funnelArm),
  total: funnelArm.shape.steps,
  comparison: z
    .object({
      verdict: z.enum(['not-enough', 'better', 'worse', 'no-difference', 'allocation-broken']),
      arms: z.array(
        z.object({
          arm: z.enum(['a', 'b']),
          rate: rate.nullable(),
          delivered: z.number(),
          answered: z.number(),
        }),
      ),
      /** How many each arm needs for a difference that matters. */
      needed: z.number().nullable(),
      least: z.number(),
      /** devices: nobody can say who opened it, so devices are held against those who were reached. */
      measure: z.enum(['opened', 'devices', 'acted']),
    })
    .nullable(),
})
export type Funnel = z.infer<typeof funnel>

export const momentResults = z.object({
  publishers: z.object({ published: z.number(), waiting: z.number() }),
  /** Published, and WeCom did not tell for whom: they are missing in the two numbers below. */
  untold: z.number(),
  /** Customers it was chosen for, and those of them who can see it. */
  chosen: z.number(),
  visible: z.number(),
  /** Of the links it carries, which all members show alike, so they count for the whole post; null: it has none. */
  links: z.object({ opens: z.number(), devices: z.number() }).nullable(),
  likes: z.number(),
  comments: z.number(),
  readAt: z.iso.datetime().nullable(),
})
export type MomentResults = z.infer<typeof momentResults>

const paging = {
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
}
export const momentPublisherQuery = z.object({
  state: z.enum(['published', 'waiting', 'untold']).optional(),
  ...paging,
})
export type MomentPublisherQuery = z.infer<typeof momentPublisherQuery>
export const momentPublisherRow = z.object({
  staffId: z.string(),
  staffName: z.string(),
  unitName: z.string(),
  /** When it was first seen as published. */
  publishedAt: z.iso.datetime().nullable(),
  /** null: not published, or WeCom did not tell. */
  chosen: z.number().nullable(),
  visible: z.number().nullable(),
})
export type MomentPublisherRow = z.infer<typeof momentPublisherRow>
export const momentPublisherPage = z.object({
  items: z.array(momentPublisherRow),
  nextCursor: z.string().nullable(),
})
export type MomentPublisherPage = z.infer<typeof momentPublisherPage>

export const momentCustomerQuery = z.object({
  seen: z.enum(['yes', 'no']).optional(),
  staffId: z.string().max(40).optional(),
  ...paging,
})
export type MomentCustomerQuery = z.infer<typeof momentCustomerQuery>
export const momentCustomerRow = z.object({
  key: z.string(),
  name: z.string(),
  isMasked: z.boolean(),
  customerId: z.string().nullable(),
  staffName: z.string(),
  isVisible: z.boolean(),
})
export type MomentCustomerRow = z.infer<typeof momentCustomerRow>
export const momentCustomerPage = z.object({
  items: z.array(momentCustomerRow),
  nextCursor: z.string().nullable(),
})
export type MomentCustomerPage = z.infer<typeof momentCustomerPage>

export const momentReactionQuery = z.object({ kind: z.enum(['like', 'comment']).optional(), ...paging })
export type MomentReactionQuery = z.infer<typeof momentReactionQuery>
export const momentReactionRow = z.object({
  key: z.string(),
  kind: z.enum(['like', 'comment']),
  name: z.string(),
  isMasked: z.boolean(),
  customerId: z.string().nullable(),
  /** At whose moment. */
  staffName: z.string(),
  at: z.iso.datetime(),
})
export type MomentReactionRow = z.infer<typeof momentReactionRow>
export const momentReactionPage = z.object({
  items: z.array(momentReactionRow),
  nextCursor: z.string().nullable(),
})
export type MomentReactionPage = z.infer<typeof momentReactionPage>
