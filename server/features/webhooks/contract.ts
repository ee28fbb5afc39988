import { z } from 'zod'

export const WEBHOOK_TYPES = [
  'customer.created',
  'customer.changed',
  'customer.tag_changed',
  'customer.merged',
  'order.linked',
  'facts.recorded',
  'handover.done',
] as const
export const webhookType = z.enum(WEBHOOK_TYPES)
export type WebhookType = z.infer<typeof webhookType>

export const endpointInput = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(500),
  types: z.array(webhookType).min(1).max(WEBHOOK_TYPES.length),
})
export type EndpointInput = z.infer<typeof endpointInput>

export const endpointRow = z.object({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  state: z.enum(['active', 'disabled']),
  disabledReason: z.string().nullable(),
  oldSecretEndsAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  waiting: z.number(),
  dead: z.number(),
})
export type EndpointRow = z.infer<typeof endpointRow>
export const endpointList = z.object({ items: z.array(endpointRow), nextCursor: z.string().nullable() })
export type EndpointList = z.infer<typeof endpointList>

/** The secret (whsec_…), shown once. */
export const shownSecret = z.object({ id: z.string(), secret: z.string() })
export type ShownSecret = z.infer<typeof shownSecret>

export const deliveryState = z.enum(['waiting', 'done', 'dead'])
export const deliveryRow = z.object({
  id: z.string(),
  type: z.string(),
  state: deliveryState,
  attempts: z.number(),
  createdAt: z.iso.datetime(),
  nextAt: z.iso.datetime().nullable(),
  lastStatus: z.number().nullable(),
  lastError: z.string().nullable(),
})
export type DeliveryRow = z.infer<typeof deliveryRow>
export const deliveryList = z.object({ items: z.array(deliveryRow), nextCursor: z.string().nullable() })
export type DeliveryList = z.infer<typeof deliveryList>

export const deliveryDetail = z.object({
  delivery: deliveryRow,
  body: z.string(),
  tries: z.array(
    z.object({
      number: z.number(),
      at: z.iso.datetime(),
      tookMs: z.number(),
      status: z.number().nullable(),
      error: z.string().nullable(),
      answer: z.string(),
    }),
  ),
})
export type DeliveryDetail = z.infer<typeof deliveryDetail>

export const page = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const deliveryQuery = page.extend({ state: z.union([deliveryState, z.literal('')]).default('') })
export const byId = z.strictObject({ id: z.string().max(40) })
export const replayed = z.object({ count: z.number() })
export const nothing = z.object({})
