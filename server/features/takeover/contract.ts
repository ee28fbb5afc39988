import { z } from 'zod'
import { ACTION_RULES } from '../../domain/actions.ts'

// GET  /api/v1/customers/:id/takeover       takeoverPack: what the asking person inherited with this customer
// GET  /api/v1/takeovers                    takeoverQuery → takeoverPage: the most urgent first
// POST /api/v1/takeovers/:id/replied        repliedMark → takeoverId: the customer has answered, or not after all
// GET  /api/v1/handovers/:id/retention      retention
// GET  /api/v1/handovers/:id/report.csv     every row with its end

/**
 * silent: not written to with the sidebar yet · greeted · replied: by the successor's own mark, WeCom does not tell ·
 * moved: to yet another advisor · lost: nobody has the customer any more.
 */
export const standing = z.enum(['silent', 'greeted', 'replied', 'moved', 'lost'])
export type Standing = z.infer<typeof standing>

const vehicle = z.object({
  model: z.string().nullable(),
  plateMask: z.string().nullable(),
  nextServiceOn: z.iso.date().nullable(),
  insuranceEndsOn: z.iso.date().nullable(),
  warrantyEndsOn: z.iso.date().nullable(),
})

export const pack = z.object({
  id: z.string(),
  fromName: z.string(),
  toName: z.string(),
  beganAt: z.iso.datetime(),
  /** Whole Shanghai days since. */
  days: z.number(),
  standing,
  greetedAt: z.iso.datetime().nullable(),
  repliedAt: z.iso.datetime().nullable(),
  /** What came along: tasks that were open, and what was written again because WeCom had dropped it. */
  movedTasks: z.number(),
  restored: z.object({ remark: z.boolean(), tags: z.number() }),
  who: z.object({
    name: z.string(),
    /** null: no visit in the window. */
    tierCode: z.number().nullable(),
    visits: z.number().nullable(),
    spentFen: z.number().nullable(),
    lastVisitOn: z.iso.date().nullable(),
    knownSince: z.iso.datetime(),
  }),
  vehicles: z.array(vehicle),
  /** The newest first. Talks are not in it: WeCom gives them only to a corp with the chat archive. */
  notes: z.array(z.object({ text: z.string(), at: z.iso.datetime(), staffName: z.string() })),
  /** Open tasks, the most pressing first. */
  promises: z.array(
    z.object({ id: z.string(), title: z.string(), dueOn: z.iso.date(), isLate: z.boolean() }),
  ),
  /** The best proposal after the greeting. */
  firstStep: z
    .object({
      rule: z.enum(ACTION_RULES),
      reason: z.record(z.string(), z.union([z.string(), z.number()])),
      dueOn: z.iso.date().nullable(),
    })
    .nullable(),
  /** scriptId null: the library has no greeting for inherited customers, so these are words of the house. */
  greeting: z.object({
    scriptId: z.string().nullable(),
    title: z.string(),
    text: z.string(),
    missing: z.array(z.string()),
  }),
})
export type TakeoverPack = z.infer<typeof pack>
export const takeoverPack = z.object({ takeover: pack.nullable() })

export const takeoverQuery = z.object({
  handoverId: z.string().max(40).optional(),
  toStaffId: z.string().max(64).optional(),
  /** Only those nobody has written to yet. */
  ungreeted: z.enum(['true']).optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export type TakeoverQuery = z.output<typeof takeoverQuery>

export const takeoverItem = z.object({
  id: z.string(),
  customerId: z.string(),
  externalUserid: z.string(),
  name: z.string(),
  avatar: z.string().nullable(),
  tierCode: z.number().nullable(),
  from: z.object({ staffId: z.string(), name: z.string() }),
  to: z.object({ staffId: z.string(), name: z.string() }),
  beganAt: z.iso.datetime(),
  standing,
  openTasks: z.number(),
  /** Why it is where it is: the most pressing proposal after the greeting. */
  next: z.object({ rule: z.enum(ACTION_RULES), dueOn: z.iso.date().nullable() }).nullable(),
})
export type TakeoverItem = z.infer<typeof takeoverItem>
export const takeoverPage = z.object({
  items: z.array(takeoverItem),
  nextCursor: z.string().nullable(),
  /** Of all that match, on the first page. */
  total: z.number().nullable(),
})
export type TakeoverPage = z.infer<typeof takeoverPage>

export const takeoverParams = z.object({ id: z.string().min(1).max(40) })
export const repliedMark = z.strictObject({ isReplied: z.boolean().default(true) })
export const takeoverId = z.object({ id: z.string() })

const standings = z.object({
  silent: z.number(),
  greeted: z.number(),
  replied: z.number(),
  moved: z.number(),
  lost: z.number(),
})
export type Standings = z.infer<typeof standings>

/** Customers of one handover after it. 'greeted' does not count those who have replied as well. */
export const retention = z.object({
  /** Customers WeCom has moved, and those of them that the copy shows at the successor. */
  moved: z.number(),
  taken: z.number(),
  now: standings,
  /** null: nobody's day has come. */
  day7: standings.nullable(),
  day30: standings.nullable(),
  successors: z.array(z.object({ staffId: z.string(), name: z.string(), taken: z.number(), now: standings })),
})
export type Retention = z.infer<typeof retention>
