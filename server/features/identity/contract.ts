import { z } from 'zod'
import { KEY_KINDS, REFUSALS } from '../../domain/identity/clean-key.ts'
import { evidence } from './merge/contract.ts'

export const reviewParams = z.object({ id: z.string().min(1).max(64) })

export const reviewQuery = z.object({
  /** open: to decide now. later: put off. decided: what was answered, and what had vanished by itself. */
  state: z.enum(['open', 'later', 'decided']).default('open'),
  kind: z.enum(['conflict', 'weak', 'quarantine']).optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
export type ReviewQuery = z.infer<typeof reviewQuery>

/** One of the two records, with what a person compares. Phones and plates are masked. */
export const reviewSide = z.object({
  id: z.string(),
  name: z.string(),
  gender: z.number(),
  phoneMask: z.string().nullable(),
  memberNo: z.string().nullable(),
  bornAt: z.iso.datetime({ offset: true }),
  /** Of the portrait: birthday, city, address … */
  profile: z.record(z.string(), z.string()),
  contacts: z.array(z.object({ name: z.string(), hasUnionid: z.boolean(), lostAt: z.string().nullable() })),
  remarks: z.array(z.string()),
  staff: z.array(z.string()),
  vehicles: z.array(z.object({ model: z.string().nullable(), plateMask: z.string().nullable() })),
  orderCount: z.number(),
  lastOrderOn: z.string().nullable(),
})
export type ReviewSide = z.infer<typeof reviewSide>

export const reviewItem = z.object({
  id: z.string(),
  kind: z.enum(['conflict', 'weak', 'quarantine']),
  state: z.enum(['open', 'same', 'different', 'kept', 'released', 'gone']),
  score: z.number().nullable(),
  openedAt: z.iso.datetime({ offset: true }),
  laterUntil: z.iso.datetime({ offset: true }).nullable(),
  decidedAt: z.iso.datetime({ offset: true }).nullable(),
  decidedBy: z.string().nullable(),
  /** Two sides of a pair, or the people of a quarantined key (the first twenty). */
  sides: z.array(reviewSide),
  evidence,
})
export type ReviewItem = z.infer<typeof reviewItem>

export const reviewPage = z.object({
  items: z.array(reviewItem),
  nextCursor: z.string().nullable(),
  /** Only with the first page. */
  total: z.number().nullable(),
})
export type ReviewPage = z.infer<typeof reviewPage>

export const decision = z.strictObject({ verdict: z.enum(['same', 'different', 'later', 'keep', 'release']) })
export type Verdict = z.infer<typeof decision>['verdict']
export const decided = z.object({ id: z.string(), customerId: z.string().nullable() })

export const mergeQuery = z.object({
  /** Only those of which this customer is a part, on either side. */
  customerId: z.string().max(64).optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
export const mergeItem = z.object({
  id: z.string(),
  from: z.object({ id: z.string(), name: z.string() }),
  into: z.object({ id: z.string(), name: z.string() }),
  rule: z.enum(['key', 'weak', 'person']),
  evidence,
  madeBy: z.string().nullable(),
  madeAt: z.iso.datetime({ offset: true }),
  splitAt: z.iso.datetime({ offset: true }).nullable(),
  splitBy: z.string().nullable(),
  splitReason: z.enum(['person', 'conflict']).nullable(),
})
export type MergeItem = z.infer<typeof mergeItem>
export const mergePage = z.object({ items: z.array(mergeItem), nextCursor: z.string().nullable() })
export type MergePage = z.infer<typeof mergePage>

/** The cars of one customer with all that is known of each, and whose they were. */
export const customerVehicles = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      model: z.string().nullable(),
      plateMask: z.string().nullable(),
      vinMask: z.string().nullable(),
      /** False: they had it once. */
      isTheirs: z.boolean(),
      /** Days of the car; source null: it follows from orders. */
      days: z.array(
        z.object({
          field: z.enum([
            ...(['deliveredOn', 'lastServiceOn', 'nextServiceOn', 'warrantyEndsOn'] as const),
            ...(['insuranceEndsOn', 'inspectionDueOn'] as const),
          ]),
          on: z.iso.date(),
          source: z.string().nullable(),
          at: z.string().nullable(),
        }),
      ),
      /** The newest first. */
      readings: z.array(z.object({ on: z.iso.date(), km: z.number(), source: z.string() })),
      owners: z.array(
        z.object({
          /** null: somebody this person may not see. */
          customerId: z.string().nullable(),
          name: z.string(),
          fromOn: z.iso.date(),
          toOn: z.iso.date().nullable(),
          source: z.string(),
        }),
      ),
    }),
  ),
})
export type CustomerVehicles = z.infer<typeof customerVehicles>

export const refusedQuery = z.object({
  customerId: z.string().max(64).optional(),
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type RefusedQuery = z.infer<typeof refusedQuery>
export const refusedPage = z.object({
  items: z.array(
    z.object({
      kind: z.enum(KEY_KINDS),
      mask: z.string(),
      reason: z.enum(REFUSALS),
      source: z.string(),
      seenAt: z.iso.datetime({ offset: true }),
      /** null: it names nobody. */
      customer: z.object({ id: z.string(), name: z.string() }).nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
export type RefusedPage = z.infer<typeof refusedPage>

export const recogniseBody = z.strictObject({ text: z.string().trim().min(2).max(64) })
export const recognised = z.object({
  /** As what it was read; null: it is no plate, phone, VIN or member number. */
  kind: z.enum(['plate', 'phone', 'vin', 'member_no']).nullable(),
  people: z.array(
    z.object({
      customerId: z.string(),
      externalUserid: z.string().nullable(),
      name: z.string(),
      phoneMask: z.string().nullable(),
      memberNo: z.string().nullable(),
      tierCode: z.number().nullable(),
      lastVisitOn: z.string().nullable(),
      vehicle: z.object({ model: z.string().nullable(), plateMask: z.string().nullable() }).nullable(),
      staff: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  ),
  /** Known, but of another store: nothing of the person, only where they belong. */
  elsewhere: z.array(z.object({ unitName: z.string() })),
  /** The key stands for too many people. */
  isQuarantined: z.boolean(),
})
export type Recognised = z.infer<typeof recognised>
