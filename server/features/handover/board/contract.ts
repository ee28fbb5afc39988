import { z } from 'zod'
import { family, handoverState, reason } from '../words/contract.ts'

const tierCount = z.object({ code: z.number().int().min(0).max(7).nullable(), count: z.number() })

/** What leaves with the person. null: not known here, which is not zero. */
export const valueAtRisk = z.object({
  /** By tier, best first; code null: no visit in the window. */
  tiers: z.array(tierCount),
  importantCount: z.number(),
  spentFen: z.number(),
  clvFen: z.number().nullable(),
  openOrderCount: z.number().nullable(),
  unansweredCount: z.number().nullable(),
})

export const departure = z.object({
  staffId: z.string(),
  name: z.string(),
  userid: z.string(),
  position: z.string(),
  unitId: z.string().nullable(),
  unitName: z.string(),
  leftAt: z.iso.datetime().nullable(),
  /** Whole Shanghai days since they left. */
  days: z.number(),
  /** Open for more than seven days. */
  isLate: z.boolean(),
  /** Days until WeCom takes no hand-over of this person any more (a year after they left). */
  daysLeft: z.number(),
  customerCount: z.number(),
  groupCount: z.number(),
  /** In the newest handover: started and not ended. */
  movingCount: z.number(),
  atRisk: valueAtRisk,
  handover: z
    .object({
      id: z.string(),
      state: handoverState,
      createdByName: z.string(),
      /** Planned by itself and not confirmed yet. */
      isByRule: z.boolean(),
      settled: z.number(),
      total: z.number(),
    })
    .nullable(),
})
export type Departure = z.infer<typeof departure>

export const departureList = z.object({
  items: z.array(departure),
  /** Of all, not of the page. */
  customerCount: z.number(),
  groupCount: z.number(),
  lateCount: z.number(),
})
export type DepartureList = z.infer<typeof departureList>
export const staffParams = z.object({ staffId: z.string().min(1).max(64) })

const facet = z.object({ value: z.string(), name: z.string(), count: z.number() })

/** One giver, left or on the job, with what the conditions of a plan can choose from. */
export const giver = z.object({
  departure,
  family,
  problems: z.array(reason),
  facets: z.object({
    stores: z.array(facet),
    models: z.array(facet),
    tags: z.array(facet),
    tiers: z.array(tierCount),
  }),
})
export type Giver = z.infer<typeof giver>

export const successorQuery = z.object({
  fromStaffId: z.string().min(1).max(64),
  q: z.string().max(64).optional(),
})
export const successorList = z.object({
  items: z.array(
    z.object({
      staffId: z.string(),
      name: z.string(),
      userid: z.string(),
      position: z.string(),
      unitName: z.string(),
      sameUnit: z.boolean(),
      customerCount: z.number(),
      limit: z.number(),
      /** Empty: can take over. */
      problems: z.array(reason),
    }),
  ),
})
export type SuccessorList = z.infer<typeof successorList>
