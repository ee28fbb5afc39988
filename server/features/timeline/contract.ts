import { z } from 'zod'
import { factKindPattern, factKinds } from '../../domain/fact-kinds.ts'

/** Kinds that have words of their own. The set is open: a fact of any other kind shows the title it came with. */
export const timelineKinds = [
  'added',
  'ended',
  'order',
  'visit',
  'note',
  'task',
  'tag',
  'remark',
  'script',
  'group-join',
  'group-leave',
  'like',
  'comment',
  'post',
  'stage',
  ...factKinds,
] as const
export type TimelineKind = (typeof timelineKinds)[number]

const factKind = z.string().regex(factKindPattern)

export const timelineQuery = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  /** Words that the fact's own text holds, in any case. */
  q: z.string().trim().max(64).optional(),
  /** Comma-separated kinds; all when left out. */
  kinds: z
    .string()
    .max(600)
    .optional()
    .transform((text) => text?.split(',').filter(Boolean))
    .pipe(z.array(factKind).max(40).optional()),
})
export type TimelineQuery = z.infer<typeof timelineQuery>

export const timelineItem = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  /** One of timelineKinds, or a kind of another system. */
  kind: z.string(),
  staffName: z.string().nullable(),
  /** Values of the kind's text; of a fact: source, subject, amount, storeName, and title, text, state if it has them. */
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.array(z.string())])),
})
export type TimelineItem = z.infer<typeof timelineItem>

export const timelinePage = z.object({ items: z.array(timelineItem), nextCursor: z.string().nullable() })
export type TimelinePage = z.infer<typeof timelinePage>

export const orderItem = z.object({
  orderNo: z.string(),
  kind: z.enum(['vehicle', 'service', 'visit']),
  status: z.enum(['done', 'cancelled']),
  title: z.string(),
  storeName: z.string().nullable(),
  netFen: z.number(),
  orderedOn: z.iso.date(),
})
export const orderPage = z.object({ items: z.array(orderItem), nextCursor: z.string().nullable() })
export type OrderPage = z.infer<typeof orderPage>
