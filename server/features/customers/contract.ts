import { z } from 'zod'
import { GRADES } from '../../domain/grade.ts'
import { STAGES } from '../../domain/lifecycle.ts'

export const customerParams = z.object({ id: z.string().min(1).max(64) })

export const customerQuery = z.object({
  q: z.string().max(64).optional(),
  unitId: z.string().max(64).optional(),
  staffId: z.string().max(64).optional(),
  tagId: z.string().max(64).optional(),
  tier: z.coerce.number().int().min(0).max(7).optional(),
  stage: z.enum(STAGES).optional(),
  grade: z.enum(GRADES).optional(),
  /** Rung of the win-back ladder; with `held` those for whom something stands against a task. */
  rung: z.coerce.number().int().min(1).max(3).optional(),
  rungState: z.enum(['held', 'open']).optional(),
  /** Has a car here. */
  owner: z.enum(['yes']).optional(),
  /** Did something themselves in so many days, or nothing in ninety. */
  active: z.enum(['30', '90', 'silent']).optional(),
  /** Somebody can write to them: they have not left, and who follows them has not. */
  reachable: z.enum(['yes', 'no']).optional(),
  /** Moved from one stage to another in the last thirty days: 'growth-dormant'. */
  moved: z
    .string()
    .regex(/^[a-z]+-[a-z]+$/)
    .max(32)
    .optional(),
  /** active: someone follows; awaiting: the follower has left; lost: nobody follows any more. */
  state: z.enum(['active', 'awaiting', 'lost']).default('active'),
  /** With active: followed since that day; with lost: lost since that day, also one whom a colleague still follows. */
  since: z.iso.date().optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type CustomerQuery = z.infer<typeof customerQuery>

export const customerRow = z.object({
  id: z.string(),
  externalUserid: z.string().nullable(),
  name: z.string(),
  avatar: z.string().nullable(),
  phoneMask: z.string().nullable(),
  tierCode: z.number().nullable(),
  stage: z.enum(STAGES).nullable(),
  grade: z.enum(GRADES).nullable(),
  lastVisitOn: z.iso.date().nullable(),
  monetaryFen: z.number().nullable(),
  tags: z.array(z.string()),
  staff: z.array(z.object({ id: z.string(), name: z.string() })),
  followedAt: z.iso.datetime().nullable(),
})
export type CustomerRow = z.infer<typeof customerRow>

export const customerList = z.object({
  items: z.array(customerRow),
  nextCursor: z.string().nullable(),
  /** Only with the first page. */
  total: z.number().nullable(),
})
export type CustomerList = z.infer<typeof customerList>

export const customerDetail = z.object({
  id: z.string(),
  name: z.string(),
  gender: z.number(),
  phoneMask: z.string().nullable(),
  memberNo: z.string().nullable(),
  createdAt: z.iso.datetime(),
  contacts: z.array(
    z.object({
      externalUserid: z.string(),
      name: z.string(),
      avatar: z.string().nullable(),
      type: z.number(),
      corpName: z.string().nullable(),
      lostAt: z.iso.datetime().nullable(),
    }),
  ),
  follows: z.array(
    z.object({
      staffId: z.string(),
      staffName: z.string(),
      remark: z.string(),
      description: z.string(),
      addWay: z.number(),
      state: z.string().nullable(),
      followedAt: z.iso.datetime(),
      awaitingHandover: z.boolean(),
      customerLeftAt: z.iso.datetime().nullable(),
      endedAt: z.iso.datetime().nullable(),
      endedBy: z.string().nullable(),
      tags: z.array(z.string()),
    }),
  ),
  tier: z
    .object({
      code: z.number(),
      recencyScore: z.number(),
      frequencyScore: z.number(),
      monetaryScore: z.number(),
      lastVisitOn: z.iso.date(),
      frequency: z.number(),
      monetaryFen: z.number(),
      asOf: z.iso.date(),
      thresholdVersion: z.string(),
    })
    .nullable(),
  vehicles: z.array(
    z.object({
      id: z.string(),
      model: z.string().nullable(),
      plateMask: z.string().nullable(),
      deliveredOn: z.iso.date().nullable(),
      lastServiceOn: z.iso.date().nullable(),
      nextServiceOn: z.iso.date().nullable(),
      warrantyEndsOn: z.iso.date().nullable(),
      insuranceEndsOn: z.iso.date().nullable(),
    }),
  ),
})
export type CustomerDetail = z.infer<typeof customerDetail>

export const facts = z.object({
  items: z.array(
    z.object({ field: z.string(), value: z.string(), source: z.string(), at: z.iso.datetime().nullable() }),
  ),
})
export type Facts = z.infer<typeof facts>

export const team = z.object({
  colleagues: z.array(
    z.object({
      staffId: z.string(),
      userid: z.string(),
      name: z.string(),
      position: z.string(),
      unitName: z.string(),
      followedAt: z.iso.datetime(),
      isMe: z.boolean(),
      endedAt: z.iso.datetime().nullable(),
    }),
  ),
  groups: z.array(z.object({ chatId: z.string(), name: z.string(), memberCount: z.number() })),
})
export type Team = z.infer<typeof team>

export const revealRequest = z.strictObject({ purpose: z.enum(['call', 'sms', 'check', 'other']) })
export const revealed = z.object({ phone: z.string(), hideAfterSeconds: z.number() })
export type Revealed = z.infer<typeof revealed>

export const newNote = z.strictObject({ text: z.string().trim().min(1).max(1000) })
export const newTask = z.strictObject({ title: z.string().trim().min(1).max(120), dueOn: z.iso.date() })
export const created = z.object({ id: z.string() })

const reasonValue = z.union([z.string(), z.number(), z.null(), z.array(z.string())])
/** The facts for which a rule set a task, by name. */
export const taskReason = z.record(z.string(), reasonValue)
export type TaskReason = z.infer<typeof taskReason>

export const task = z.object({
  id: z.string(),
  customerId: z.string(),
  title: z.string(),
  dueOn: z.iso.date(),
  doneAt: z.iso.datetime().nullable(),
  staffName: z.string(),
  /** 'manual', or the rule that set it. */
  kind: z.string(),
  reason: taskReason.nullable(),
  /** With doneAt: why nobody had to do it any more. */
  closedCause: z.string().nullable(),
  /** A message of ours went out with it: it cannot be undone. */
  isSent: z.boolean(),
})
export type Task = z.infer<typeof task>
export const taskList = z.object({ items: z.array(task) })
export type TaskList = z.infer<typeof taskList>

export const taskQuery = z.object({
  due: z.enum(['overdue', 'today', 'later', 'any']).default('any'),
  /** people: of everybody this person is in charge of, the own included. */
  whose: z.enum(['mine', 'people']).default('mine'),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type TaskQuery = z.infer<typeof taskQuery>
export const dueTask = task
  .omit({ doneAt: true, closedCause: true, isSent: true })
  .extend({ customerName: z.string(), staffId: z.string() })
export type DueTask = z.infer<typeof dueTask>
export const dueTasks = z.object({
  items: z.array(dueTask),
  nextCursor: z.string().nullable(),
  /** Only with the first page. */
  total: z.number().nullable(),
})
export type DueTasks = z.infer<typeof dueTasks>
