import { z } from 'zod'
import { planInput, successorLoad } from './plan/contract.ts'
import { family, handoverState, reason, rowKind } from './words/contract.ts'

export * from './board/contract.ts'
export * from './plan/contract.ts'
export * from './rows/contract.ts'
export * from './rules/contract.ts'
export * from './undo/contract.ts'
export * from './words/contract.ts'

// GET    /api/v1/handover/departures                     departureList
// GET    /api/v1/handover/givers/:staffId                giver: one departure, or somebody on the job
// GET    /api/v1/handover/successors                     successorQuery → successorList
// GET    /api/v1/handovers                               handoverQuery → handoverPage
// POST   /api/v1/handovers                               newHandover → handover (201): a draft, planned at once
// GET    /api/v1/handovers/:id                           handover
// PATCH  /api/v1/handovers/:id                           changedHandover → handover: planned anew
// DELETE /api/v1/handovers/:id                           a draft only
// GET    /api/v1/handovers/:id/rows                      rowQuery → rowPage
// PATCH  /api/v1/handovers/:id/rows                      rowEdit → handover
// GET    /api/v1/handovers/:id/plan.csv                  the plan as a file to edit
// POST   /api/v1/handovers/:id/plan.csv                  text/csv → fileAnswer
// POST   /api/v1/handovers/:id/check                     handover: the dry run, every row looked at again
// POST   /api/v1/handovers/:id/confirm                   confirmation → handover; 409 tells who holds the rows
// POST   /api/v1/handovers/:id/pause, /resume, /cancel   handover
// POST   /api/v1/handovers/:id/retry                     retryRequest → requeued
// POST   /api/v1/handovers/:id/reassign                  reassignRequest → requeued
// GET    /api/v1/handovers/:id/undo                      undoList
// POST   /api/v1/handovers/:id/give-back                 giveBackRequest → handover (201): a draft
// GET    /api/v1/handover/rules                          ruleList
// PUT    /api/v1/handover/rules/:unitId                  ruleChange → ruleList
// Live hints: topic 'handover', id, counts by state.

export const counts = z.object({
  planned: z.number(),
  blocked: z.number(),
  excluded: z.number(),
  queued: z.number(),
  unknown: z.number(),
  accepted: z.number(),
  waiting: z.number(),
  done: z.number(),
  refused: z.number(),
  full: z.number(),
  limited: z.number(),
  failed: z.number(),
  cancelled: z.number(),
})
export type Counts = z.infer<typeof counts>

export const handover = z.object({
  id: z.string(),
  family,
  state: handoverState,
  from: z.object({
    staffId: z.string(),
    name: z.string(),
    unitName: z.string(),
    leftAt: z.iso.datetime().nullable(),
  }),
  /** False: a look at the rows that come to the own staff, and nothing to decide. */
  mayAct: z.boolean(),
  /** Grows with every change of the plan; confirming names the one that was seen. */
  version: z.number(),
  plan: planInput,
  /** Shown to the customer, on the job only; null: WeCom's own text. */
  message: z.string().nullable(),
  successors: z.array(successorLoad),
  /** Of what would move: customers, of those in the four important tiers, open orders (null: not known), groups. */
  summary: z.object({
    customers: z.number(),
    important: z.number(),
    openOrders: z.number().nullable(),
    groups: z.number(),
    batches: z.number(),
    blocked: z.array(z.object({ reason, kind: rowKind, count: z.number() })),
    /** Why it cannot be confirmed at all, for instance a giver of the other family. */
    problems: z.array(reason),
    /** What must be typed to confirm. */
    typed: z.string(),
  }),
  progress: z.object({
    customers: counts,
    groups: counts,
    /** Rows of the run, and of those the ones with an end. */
    total: z.number(),
    settled: z.number(),
    batchesDone: z.number(),
    batchesTotal: z.number(),
    /** Waiting for more than 48 hours. */
    stuck: z.number(),
    /** The last instant at which a waiting customer is taken over by itself. */
    dueAt: z.iso.datetime().nullable(),
    /** When groups or a busy WeCom make the rest wait. */
    resumesAt: z.iso.datetime().nullable(),
    /** Why no call goes out although it runs. */
    haltedBy: reason.nullable(),
  }),
  createdByName: z.string(),
  /** Planned by itself, by the rule of this unit; it waits for a person. */
  ruleUnitName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  confirmedByName: z.string().nullable(),
  confirmedAt: z.iso.datetime().nullable(),
  pausedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
})
export type Handover = z.infer<typeof handover>

const cursor = z.string().max(300).optional()
export const handoverParams = z.object({ id: z.string().min(1).max(40) })
export const handoverQuery = z.object({
  state: handoverState.optional(),
  fromStaffId: z.string().max(64).optional(),
  cursor,
})
export const handoverPage = z.object({
  items: z.array(
    handover
      .pick({
        id: true,
        family: true,
        state: true,
        mayAct: true,
        from: true,
        createdByName: true,
        createdAt: true,
        endedAt: true,
      })
      .extend({
        customers: z.number(),
        groups: z.number(),
        settled: z.number(),
        total: z.number(),
      }),
  ),
  nextCursor: z.string().nullable(),
})
export type HandoverPage = z.infer<typeof handoverPage>

export const newHandover = z.strictObject({
  fromStaffId: z.string().min(1).max(64),
  family,
  plan: planInput,
  message: z.string().trim().min(1).max(200).nullable().default(null),
})
export type NewHandover = z.input<typeof newHandover>

export const changedHandover = z.strictObject({
  version: z.number().int(),
  plan: planInput.optional(),
  message: z.string().trim().min(1).max(200).nullable().optional(),
})
export type ChangedHandover = z.input<typeof changedHandover>

/** toStaffId: this person takes them · null: they stay out of the plan · 'auto': as the rule decides. */
export const rowEdit = z.strictObject({
  version: z.number().int(),
  kind: rowKind,
  objectIds: z.array(z.string().min(1).max(128)).min(1).max(500),
  toStaffId: z.union([z.literal('auto'), z.string().min(1).max(64), z.null()]),
})
export type RowEdit = z.input<typeof rowEdit>

/** A CSV of external_userid and successor's userid: what could not be read, line by line. */
export const fileAnswer = z.object({
  assigned: z.number(),
  /** In the plan but not in the file: as the plan's rule decides among the successors. */
  missing: z.number(),
  bad: z.array(
    z.object({
      line: z.number(),
      value: z.string(),
      problem: z.enum(['unknown-customer', 'unknown-successor', 'twice', 'no-successor']),
    }),
  ),
  handover,
})
export type FileAnswer = z.infer<typeof fileAnswer>

export const confirmation = z.strictObject({
  version: z.number().int(),
  /** `summary.typed`, typed by a person. */
  typed: z.string().max(20),
})
export type Confirmation = z.input<typeof confirmation>

/** Which ended rows of the run; without states all that can be repeated. */
export const retryRequest = z.strictObject({
  kind: rowKind.optional(),
  states: z
    .array(z.enum(['refused', 'full', 'limited', 'failed', 'cancelled']))
    .min(1)
    .optional(),
  objectIds: z.array(z.string().min(1).max(128)).max(500).optional(),
})
export type RetryRequest = z.input<typeof retryRequest>

export const reassignRequest = retryRequest.extend({
  /** They share what is reassigned as the plan's rule does. */
  toStaffIds: z.array(z.string().min(1).max(64)).min(1).max(50),
})
export type ReassignRequest = z.input<typeof reassignRequest>

export const requeued = z.object({
  queued: z.number(),
  left: z.array(z.object({ reason, count: z.number() })),
  handover,
})
export type Requeued = z.infer<typeof requeued>
