import { z } from 'zod'
import { reason, remedy, rowKind, rowState } from '../words/contract.ts'

export const rowQuery = z.object({
  kind: rowKind.default('customer'),
  state: rowState.optional(),
  toStaffId: z.string().max(64).optional(),
  reason: reason.optional(),
  stuck: z.enum(['true']).optional(),
  q: z.string().max(64).optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type RowQuery = z.output<typeof rowQuery>

export const handoverRow = z.object({
  kind: rowKind,
  /** external_userid or chat_id. */
  objectId: z.string(),
  customerId: z.string().nullable(),
  name: z.string(),
  avatar: z.string().nullable(),
  tierCode: z.number().nullable(),
  spentFen: z.number(),
  storeName: z.string().nullable(),
  model: z.string().nullable(),
  /** People in the group; null for customers. */
  memberCount: z.number().nullable(),
  to: z.object({ staffId: z.string(), name: z.string() }).nullable(),
  /** Chosen by hand or by the file. */
  isPinned: z.boolean(),
  /** Why this successor: what the plan found. */
  because: z
    .enum(['by-hand', 'known-to-taker', 'shared-group', 'same-store', 'model-line', 'share'])
    .nullable(),
  state: rowState,
  reason: reason.nullable(),
  remedy: remedy.nullable(),
  /** WeCom's code, for support. */
  errorCode: z.number().nullable(),
  /** Who holds it in another handover. */
  heldBy: z.string().nullable(),
  attempts: z.number(),
  startedAt: z.iso.datetime().nullable(),
  /** When the customer is taken over by itself. */
  dueAt: z.iso.datetime().nullable(),
  settledAt: z.iso.datetime().nullable(),
  isStuck: z.boolean(),
})
export type HandoverRow = z.infer<typeof handoverRow>
export const rowPage = z.object({
  items: z.array(handoverRow),
  nextCursor: z.string().nullable(),
  total: z.number().nullable(),
})
export type RowPage = z.infer<typeof rowPage>
