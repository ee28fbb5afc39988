import { z } from 'zod'
import { sourceName } from '../contract.ts'

export const sourceLimits = z.strictObject({
  perMinute: z.number().int().min(1).max(600_000),
  maxBytes: z
    .number()
    .int()
    .min(1024)
    .max(16 * 1024 * 1024),
})
export type SourceLimits = z.infer<typeof sourceLimits>

export const newSource = z.strictObject({
  /** Stands on every fact it tells: mall, call-center … */
  name: sourceName,
  perMinute: sourceLimits.shape.perMinute.default(6000),
  maxBytes: sourceLimits.shape.maxBytes.default(2 * 1024 * 1024),
})
export type NewSource = z.infer<typeof newSource>

/** The whole key, shown once. */
export const shownKey = z.object({ sourceId: z.string(), keyId: z.string(), key: z.string() })
export type ShownKey = z.infer<typeof shownKey>

const counts = z.object({ accepted: z.number(), same: z.number(), changed: z.number(), refused: z.number() })

export const sourceRow = z.object({
  id: z.string(),
  name: z.string(),
  perMinute: z.number(),
  maxBytes: z.number(),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().nullable(),
  lastSeenAt: z.iso.datetime().nullable(),
  /** Live ones, the newest first. */
  keys: z.array(
    z.object({
      id: z.string(),
      createdAt: z.iso.datetime(),
      endsAt: z.iso.datetime().nullable(),
      lastUsedAt: z.iso.datetime().nullable(),
    }),
  ),
  /** Of the last thirty days. */
  counts,
})
export type SourceRow = z.infer<typeof sourceRow>
export const sourceList = z.object({ items: z.array(sourceRow), nextCursor: z.string().nullable() })
export type SourceList = z.infer<typeof sourceList>

export const sourceDetail = z.object({
  source: sourceRow,
  /** What came of which kind in thirty days. */
  kinds: z.array(counts.extend({ kind: z.string() })),
  /** Facts whose person nobody knows yet. */
  waiting: z.number(),
})
export type SourceDetail = z.infer<typeof sourceDetail>

export const page = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const ofSource = z.strictObject({ id: z.string().max(40) })
export const ofKey = z.strictObject({ id: z.string().max(40), keyId: z.string().max(40) })
export const nothing = z.object({})
