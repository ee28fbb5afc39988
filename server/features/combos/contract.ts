import { z } from 'zod'

/** Why there are no combinations: switched off, not mined yet, too little to mine, or floors too low for the data. */
export const comboState = z.enum(['ok', 'off', 'not-mined', 'not-enough-data', 'too-many'])
export type ComboState = z.infer<typeof comboState>

export const mining = z.object({
  state: z.enum(['ok', 'not-enough-data', 'too-many']),
  minedAt: z.iso.datetime(),
  /** Visit-days with something bought, and how many of them with two items or more. */
  visitDays: z.number(),
  mixedDays: z.number(),
  items: z.number(),
  rules: z.number(),
  minSupport: z.number(),
  minConfidence: z.number(),
  windowDays: z.number(),
  /** What mining needs at least. */
  needs: z.object({ visitDays: z.number(), mixedDays: z.number() }),
})
export type Mining = z.infer<typeof mining>

export const comboRule = z.object({
  id: z.string(),
  left: z.array(z.string()),
  right: z.string(),
  count: z.number(),
  leftCount: z.number(),
  rightCount: z.number(),
  support: z.number(),
  confidence: z.number(),
  lift: z.number(),
  p: z.number(),
  isEnabled: z.boolean(),
  /** null: nobody has told. */
  isInStock: z.boolean().nullable(),
  /** Customers whom it would be offered to, in the whole corp. */
  customers: z.number(),
})
export type ComboRule = z.infer<typeof comboRule>

export const comboList = z.object({
  isOn: z.boolean(),
  mining: mining.nullable(),
  items: z.array(comboRule),
  nextCursor: z.string().nullable(),
})
export type ComboList = z.infer<typeof comboList>

export const pageQuery = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})

export const comboParams = z.object({ id: z.string().min(1).max(64) })
export const comboSwitch = z.strictObject({ isEnabled: z.boolean() })
export const comboSetting = z.strictObject({ isOn: z.boolean() })
export const startedMining = z.object({ jobId: z.string() })

export const comboCustomer = z.object({ id: z.string(), name: z.string(), tierCode: z.number().nullable() })
export const comboCustomers = z.object({ items: z.array(comboCustomer), nextCursor: z.string().nullable() })
export type ComboCustomers = z.infer<typeof comboCustomers>

export const offer = z.object({
  item: z.string(),
  because: z.array(z.string()),
  confidence: z.number(),
  lift: z.number(),
  count: z.number(),
  leftCount: z.number(),
  isInStock: z.boolean().nullable(),
})
export const offerList = z.object({ state: comboState, items: z.array(offer) })
export type OfferList = z.infer<typeof offerList>

export const itemParams = z.object({ code: z.string().trim().min(1).max(64) })
export const itemStock = z.strictObject({
  name: z.string().trim().min(1).max(120),
  isInStock: z.boolean(),
})
export const itemRow = z.object({
  code: z.string(),
  name: z.string(),
  isInStock: z.boolean(),
  updatedAt: z.iso.datetime(),
})
export type ItemRow = z.infer<typeof itemRow>
export const itemList = z.object({ items: z.array(itemRow), nextCursor: z.string().nullable() })
export type ItemList = z.infer<typeof itemList>
