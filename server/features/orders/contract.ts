import { z } from 'zod'

/** What a column of an orders file may be. */
export const ORDER_FIELDS = [
  'orderNo',
  'orderedAt',
  'kind',
  'paid',
  'refunded',
  'status',
  'storeName',
  'title',
  'phone',
  'name',
  'plate',
  'vehicleModel',
  'memberNo',
  'odometerKm',
  'unionid',
  'externalUserid',
] as const
export const orderField = z.enum(ORDER_FIELDS)
export type OrderField = z.infer<typeof orderField>

export const orderKind = z.enum(['vehicle', 'service', 'visit'])
export type OrderKind = z.infer<typeof orderKind>

/** Which header holds which field, and what holds for every row of the file. */
export const orderMapping = z.strictObject({
  columns: z.partialRecord(orderField, z.string().min(1).max(200)),
  /** For files without a kind column: every row is of this kind. */
  kind: orderKind.optional(),
  amountUnit: z.enum(['yuan', 'fen']).default('yuan'),
  /** Make a customer for each member number (or phone) nobody has yet. Off: such orders wait for their customer. */
  createCustomers: z.boolean().default(false),
})
export type OrderMapping = z.infer<typeof orderMapping>

export const importState = z.enum(['uploaded', 'checking', 'running', 'done', 'failed', 'cancelled'])

/** Why a file cannot be imported (state failed). The browser has a text for each; `at` is a line or a column name. */
export const importFailure = z.object({
  reason: z.enum([
    'no-columns',
    'no-rows',
    'too-many-columns',
    'row-too-large',
    'broken-quotes',
    'file-gone',
    'file-changed',
    'internal',
  ]),
  at: z.union([z.string(), z.number()]).optional(),
})
export type ImportFailure = z.infer<typeof importFailure>

export const importRun = z.object({
  id: z.string(),
  kind: z.literal('orders'),
  fileName: z.string(),
  state: importState,
  isDryRun: z.boolean(),
  charset: z.string(),
  headers: z.array(z.string()),
  mapping: orderMapping,
  /** Rows of the file without the header; known when the file has been read once. */
  totalRows: z.number(),
  doneRows: z.number(),
  newRows: z.number(),
  changedRows: z.number(),
  sameRows: z.number(),
  badRows: z.number(),
  linkedRows: z.number(),
  failure: importFailure.nullable(),
  startedByName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
})
export type ImportRun = z.infer<typeof importRun>

export const uploadQuery = z.strictObject({
  kind: z.literal('orders').default('orders'),
  fileName: z.string().min(1).max(200),
})

/** Answer to an upload, and to reading a run that waits for its mapping. */
export const uploadedImport = z.object({
  run: importRun,
  suggestedMapping: orderMapping,
  /** The first rows; personal values are masked. */
  sampleRows: z.array(z.array(z.string())),
  limits: z.object({ maxBytes: z.number(), maxColumns: z.number(), maxRowBytes: z.number() }),
})
export type UploadedImport = z.infer<typeof uploadedImport>

export const startImport = z.strictObject({ mapping: orderMapping, isDryRun: z.boolean() })

export const importList = z.object({ items: z.array(importRun), nextCursor: z.string().nullable() })
export type ImportList = z.infer<typeof importList>

/** Why a row was refused. The browser has a text for each that says what to do. */
export const BAD_ROW_REASONS = [
  'missing-value',
  'unknown-date',
  'date-in-future',
  'unknown-kind',
  'unknown-amount',
  'amount-too-large',
  'unknown-status',
  'unknown-phone',
  'unknown-odometer',
  'too-long',
  'too-few-columns',
  'too-many-columns',
  'unreadable-text',
  'repeated-order-no',
] as const
export const badRowReason = z.enum(BAD_ROW_REASONS)
export type BadRowReason = z.infer<typeof badRowReason>

export const badRow = z.object({
  line: z.number(),
  /** The header as it stands in the file; empty when the whole row is meant. */
  column: z.string(),
  reason: badRowReason,
  /** Masked where it is personal. */
  value: z.string(),
})
export const badRowList = z.object({ items: z.array(badRow), nextCursor: z.string().nullable() })
export type BadRowList = z.infer<typeof badRowList>

export const page = z.strictObject({ cursor: z.string().optional() })
export const byId = z.strictObject({ id: z.string() })
