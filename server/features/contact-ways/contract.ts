import { z } from 'zod'
import { isMinute, MOST_BEHIND_CODE } from '../../domain/live-code-duty.ts'
import { isLocalDate } from '../../domain/time.ts'
import { unknownSlots, utf8Bytes, WELCOME_BYTES } from '../../domain/welcome-text.ts'

const webAddress = z
  .string()
  .trim()
  .max(2048)
  .regex(/^https?:\/\/\S+$/, 'must begin with https://')

/** A page that is sent below the text, as a card. */
export const welcomeLink = z.strictObject({
  title: z
    .string()
    .trim()
    .min(1)
    .refine((text) => utf8Bytes(text) <= 128, 'takes 128 bytes at most'),
  url: webAddress,
  description: z
    .string()
    .trim()
    .refine((text) => utf8Bytes(text) <= 512, 'takes 512 bytes at most')
    .default(''),
})

/** A welcome: text with slots, and a page below it as a card. */
export const welcomeContent = z.strictObject({
  text: z
    .string()
    .trim()
    .min(1)
    .refine((text) => utf8Bytes(text) <= WELCOME_BYTES, `takes ${WELCOME_BYTES} bytes at most`)
    .refine((text) => unknownSlots(text).length === 0, 'has a word in braces that is none of 客户称呼, 员工'),
  link: welcomeLink.nullable().default(null),
})
export type WelcomeContent = z.infer<typeof welcomeContent>

const id = z.string().min(1).max(40)
const day = z.string().refine(isLocalDate, 'must be a date such as 2026-03-01')
const minute = z.number().int().refine(isMinute, 'must be a minute of the day, 0 to 1440')

export const channelKinds = ['store', 'event', 'ad', 'partner', 'online', 'other'] as const
export const channelKind = z.enum(channelKinds)
export type ChannelKind = z.infer<typeof channelKind>

/** Numbers are of those who came within so many days, until today. */
export const periodQuery = z.object({ days: z.coerce.number().int().min(1).max(730).default(90) })

export const numbers = z.object({
  added: z.number(),
  /** Neither side has ended the relation. */
  kept: z.number(),
  /** People among them who have ordered since, and what they paid, refunds taken off. */
  buyers: z.number(),
  orders: z.number(),
  paidFen: z.number(),
})
export type CodeNumbers = z.infer<typeof numbers>

export const channelInput = z.strictObject({ name: z.string().trim().min(1).max(30), kind: channelKind })
export type ChannelInput = z.infer<typeof channelInput>
export const channelRow = z.object({
  id: z.string(),
  name: z.string(),
  kind: channelKind,
  codes: z.number(),
  numbers,
  costFen: z.number(),
  perLeadFen: z.number().nullable(),
  perBuyerFen: z.number().nullable(),
  perOrderFen: z.number().nullable(),
})
export type ChannelRow = z.infer<typeof channelRow>
export const channelList = z.object({ items: z.array(channelRow) })
export type ChannelList = z.infer<typeof channelList>
export const channelParams = z.object({ id })

export const costInput = z
  .strictObject({
    fromOn: day,
    toOn: day,
    costFen: z.number().int().min(1).max(1_000_000_000),
    note: z.string().trim().max(100).default(''),
  })
  .refine((cost) => cost.fromOn <= cost.toOn, { path: ['toOn'], message: 'ends before it begins' })
export type CostInput = z.infer<typeof costInput>
export const costParams = z.object({ id, costId: id })
export const costRow = z.object({
  id: z.string(),
  fromOn: z.string(),
  toOn: z.string(),
  costFen: z.number(),
  note: z.string(),
})
export const costList = z.object({ items: z.array(costRow) })
export type CostList = z.infer<typeof costList>

export const codeStaffInput = z.strictObject({
  staffId: id,
  isSpare: z.boolean().default(false),
  weekdays: z
    .string()
    .regex(/^[1-7]{1,7}$/)
    .default('1234567'),
  fromMinute: minute.default(0),
  toMinute: minute.default(1440),
  capPerDay: z.number().int().min(1).max(500).nullable().default(null),
})
export type CodeStaffInput = z.infer<typeof codeStaffInput>

export const codeInput = z
  .strictObject({
    name: z.string().trim().min(1).max(30),
    channelId: id,
    /** Adding works without the member's consent. */
    skipVerify: z.boolean().default(true),
    /** WeCom takes 20 characters for the whole remark. */
    remarkTail: z.string().trim().max(10).default(''),
    tagIds: z.array(z.string().max(64)).max(20).default([]),
    welcome: welcomeContent.nullable().default(null),
    staff: z.array(codeStaffInput).min(1).max(MOST_BEHIND_CODE),
  })
  .refine((code) => code.staff.some((one) => !one.isSpare), {
    path: ['staff'],
    message: 'needs somebody who is not spare',
  })
  .refine((code) => new Set(code.staff.map((one) => one.staffId)).size === code.staff.length, {
    path: ['staff'],
    message: 'names somebody twice',
  })
export type CodeInput = z.infer<typeof codeInput>
/** `state` takes over the relations that an older code with this state has brought. */
export const newCode = codeInput.safeExtend({
  state: z
    .string()
    .regex(/^[\w-]{1,30}$/)
    .optional(),
})
export type NewCode = z.infer<typeof newCode>
export const codeEdit = codeInput.safeExtend({ version: z.number().int().min(1) })

export const wayState = z.enum(['making', 'live', 'failed', 'ended'])
export const codeQuery = periodQuery.extend({
  channelId: id.optional(),
  isEnded: z.stringbool().default(false),
  cursor: z.string().max(256).optional(),
})
export type CodeQuery = z.infer<typeof codeQuery>
export const codeRow = z.object({
  id: z.string(),
  name: z.string(),
  channelId: z.string(),
  channelName: z.string(),
  state: z.string(),
  wayState,
  errorText: z.string().nullable(),
  /** Who gets the next newcomer, by name. */
  onDuty: z.array(z.string()),
  staffCount: z.number(),
  numbers,
  createdAt: z.iso.datetime(),
})
export type CodeRow = z.infer<typeof codeRow>
export const codeList = z.object({ items: z.array(codeRow), nextCursor: z.string().nullable() })
export type CodeList = z.infer<typeof codeList>

export const codeParams = z.object({ id })
export const codeDetail = z.object({
  id: z.string(),
  name: z.string(),
  channelId: z.string(),
  state: z.string(),
  wayState,
  errorText: z.string().nullable(),
  skipVerify: z.boolean(),
  remarkTail: z.string(),
  tagIds: z.array(z.string()),
  welcome: welcomeContent.nullable(),
  hasPicture: z.boolean(),
  dutyReason: z.enum(['on-duty', 'spare', 'over-cap', 'out-of-hours', 'nobody']),
  version: z.number(),
  staff: z.array(
    codeStaffInput.extend({
      name: z.string(),
      isWorking: z.boolean(),
      addedToday: z.number(),
      isOnDuty: z.boolean(),
    }),
  ),
})
export type CodeDetail = z.infer<typeof codeDetail>
export const saved = z.object({ id: z.string(), version: z.number() })
export type Saved = z.infer<typeof saved>

/** With `unitId`: everybody of that unit and those below it, up to what one code takes. */
export const staffQuery = z.object({ q: z.string().max(64).default(''), unitId: id.optional() })
export type StaffQuery = z.infer<typeof staffQuery>
export const staffChoices = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), unitName: z.string().nullable() })),
  /** How many there are, whether listed or not. */
  total: z.number(),
})
export type StaffChoices = z.infer<typeof staffChoices>

export const leadKinds = ['added', 'kept', 'lost', 'bought'] as const
export const leadQuery = periodQuery.extend({
  kind: z.enum(leadKinds).default('added'),
  cursor: z.string().max(256).optional(),
})
export type LeadQuery = z.infer<typeof leadQuery>
export const leadRow = z.object({
  externalUserid: z.string(),
  staffId: z.string(),
  staffName: z.string(),
  name: z.string(),
  /** Null, and the name shortened: one may count this customer, not see them. */
  customerId: z.string().nullable(),
  addedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  orders: z.number(),
  paidFen: z.number(),
})
export type LeadRow = z.infer<typeof leadRow>
export const leadList = z.object({ items: z.array(leadRow), nextCursor: z.string().nullable() })
export type LeadList = z.infer<typeof leadList>
export const created = z.object({ id: z.string() })
export const done = z.object({})
