import { z } from 'zod'
import { FUNNEL_STEPS } from '../../domain/post/funnel.ts'
import { POST_KINDS, POST_STATES, PART_STATES, TARGET_STATES } from '../../domain/post/kinds.ts'
import { SENDER_RULES } from '../../domain/post/choose-sender.ts'
import { conditionInput } from '../audiences/condition/contract.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const fileName = z.string().trim().min(1).max(120)
/** Drafts from before it was remembered have none. */
const from = z
  .strictObject({ scriptId: z.string().min(1).max(40), version: z.number().int().min(1) })
  .optional()
const stored = { from, hash, fileName, byteSize: z.number().int().min(1) }
const attachment = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('image'), ...stored }),
  z.strictObject({ kind: z.literal('video'), ...stored }),
  z.strictObject({ kind: z.literal('file'), ...stored }),
  // Longer than WeCom takes, so that a draft may be too long for a while; checkContent says by how much.
  z.strictObject({
    kind: z.literal('link'),
    from,
    title: z.string().max(300),
    url: z.string().max(4000),
    description: z.string().max(1000).default(''),
    cover: hash.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('miniprogram'),
    from,
    title: z.string().max(300),
    appId: z.string().max(64),
    page: z.string().max(1000),
    cover: hash.nullable().default(null),
  }),
])
export const postContent = z.strictObject({
  text: z.string().max(8000).default(''),
  from,
  attachments: z.array(attachment).max(20).default([]),
})

const ids = (most: number) => z.array(z.string().min(1).max(64)).max(most).default([])
export const postAudience = z.strictObject({
  /** A saved audience, as of the day of the sending; and a condition beside it. Both must be met. */
  audienceId: z.string().max(40).nullable().default(null),
  condition: conditionInput.default({ all: [] }),
  /** Whoever meets one of these is left out. */
  excludedAudienceIds: ids(10),
  excluded: conditionInput.nullable().default(null),
  /** Only members of these units send; empty: all within the post's own units. */
  unitIds: ids(200),
  senderRule: z.enum(SENDER_RULES).default('main'),
  /** Of groups: those chosen one by one, or all of these types and with one of these tags, whose name holds a text and that are large enough. */
  chatIds: ids(2000),
  nameHas: z.string().trim().max(40).default(''),
  minMembers: z.number().int().min(0).max(500).default(0),
  groupTypeIds: ids(50),
  groupTagIds: ids(50),
  /** Left out of them: those chosen one by one, of one of these types, or with one of these tags. */
  excludedChatIds: ids(2000),
  excludedGroupTypeIds: ids(50),
  excludedGroupTagIds: ids(50),
  /** Of a moment: only customers with one of these corp tags see it. */
  tagIds: ids(100),
})
export type PostAudience = z.infer<typeof postAudience>

export const postDraft = z.strictObject({
  title: z.string().trim().max(60).default(''),
  content: postContent.default({ text: '', attachments: [] }),
  /** The other content of a comparison. */
  second: postContent.nullable().default(null),
  /** How many of a hundred get the second one. */
  secondShare: z.number().int().min(5).max(95).default(50),
  audience: postAudience.default(postAudience.parse({})),
  /** null: as soon as it is let go. */
  startsAt: z.iso.datetime().nullable().default(null),
  endsAt: z.iso.datetime().nullable().default(null),
  /** Hours before the end at which those are reminded who have not confirmed; null: never. */
  remindHours: z.number().int().min(1).max(72).nullable().default(2),
})
export type PostDraft = z.infer<typeof postDraft>
export type PostDraftInput = z.input<typeof postDraft>

export const postKind = z.enum(POST_KINDS)
export const postState = z.enum(POST_STATES)
export const newPost = z.strictObject({ kind: postKind, draft: postDraft.optional() })
export const changedPost = z.strictObject({
  version: z.number().int().min(1),
  kind: postKind,
  draft: postDraft,
})
/** The day to begin on, at the hours of what is copied. */
export const copyInput = z.strictObject({ day: z.iso.date().nullable().default(null) })
export const templateInput = z.strictObject({ title: z.string().trim().min(1).max(60) })
export const postParams = z.object({ id: z.string().min(1).max(40) })

const countOf = z.object({ reason: z.string(), count: z.number() })
/** Why nobody could be counted. */
export const planFailure = z.enum(['audience-gone', 'internal'])
export type PlanFailure = z.infer<typeof planFailure>

/** What a look at the audience has counted; every number opens into rows of targets or parts. */
export const planCounts = z.object({
  /** How many were looked at, of how many. */
  seen: z.number(),
  total: z.number(),
  planned: z.number(),
  /** How many persons that reaches: of groups all their customers, somebody in two of them twice. */
  people: z.number(),
  held: z.array(countOf),
  staff: z.number(),
  /** Members who would have to confirm more than one task, and the most of one. */
  mostTasks: z.number(),
  /** Planned in each arm. */
  arms: z.object({ a: z.number(), b: z.number() }),
  touchedLately: z.number(),
})
export type PlanCounts = z.infer<typeof planCounts>

const problem = z.record(z.string(), z.union([z.string(), z.number()]))
export const post = z.object({
  id: z.string(),
  kind: postKind,
  state: postState,
  version: z.number(),
  draft: postDraft,
  /** Units of the post; empty names: the whole corp. */
  isMine: z.boolean(),
  mayEdit: z.boolean(),
  mayDecide: z.boolean(),
  ownerName: z.string(),
  problems: z.object({
    content: z.array(problem),
    second: z.array(problem),
    template: z.array(z.object({ near: z.string(), kind: z.string() })),
    times: z.array(problem),
    notes: z.array(problem),
    audience: z.array(z.object({ is: z.enum(['audience-gone', 'label-gone']) })),
    /** Files that are gone or are not what they are used as. */
    files: z.array(z.object({ fileName: z.string() })),
    /** What of the library may not go out then. */
    materials: z.array(z.object({ title: z.string(), is: z.enum(['gone', 'off', 'too-early', 'over']) })),
  }),
  plan: z.object({
    state: z.enum(['none', 'running', 'ready', 'failed']),
    at: z.iso.datetime().nullable(),
    counts: planCounts.nullable(),
    failure: planFailure.nullable(),
    /** Up to when mass messages that members wrote by themselves are known, and so counted; null: never read yet. */
    ownReadAt: z.iso.datetime().nullable(),
  }),
  /** From how many people on somebody else has to approve. */
  approvalFrom: z.number(),
  submittedAt: z.iso.datetime().nullable(),
  submittedByName: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decidedByName: z.string().nullable(),
  decisionNote: z.string().nullable(),
  startsAt: z.iso.datetime().nullable(),
  /** Until when it, or what of it is not out yet, waits for the hours in which the company writes to people. */
  waitsUntil: z.iso.datetime().nullable(),
  endsAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime(),
  progress: z.object({
    parts: z.record(z.enum(PART_STATES), z.number()),
    targets: z.record(z.enum(TARGET_STATES), z.number()),
    reasons: z.array(countOf),
    /** Members who could be reminded now. */
    remindable: z.number(),
    /** When WeCom was asked last. */
    readAt: z.iso.datetime().nullable(),
  }),
})
export type Post = z.infer<typeof post>

export const postQuery = z.object({
  state: postState.optional(),
  kind: postKind.optional(),
  q: z.string().trim().max(40).optional(),
  /** Those that went out with this item of the library, since a day. */
  scriptId: z.string().max(40).optional(),
  startedFrom: z.iso.datetime().optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type PostQuery = z.infer<typeof postQuery>
export const postRow = z.object({
  id: z.string(),
  kind: postKind,
  state: postState,
  title: z.string(),
  text: z.string(),
  ownerName: z.string(),
  startsAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime(),
  planned: z.number(),
  delivered: z.number(),
  staff: z.number(),
  confirmed: z.number(),
})
export type PostRow = z.infer<typeof postRow>
export const postPage = z.object({ items: z.array(postRow), nextCursor: z.string().nullable() })
export type PostPage = z.infer<typeof postPage>

export const targetQuery = z.object({
  state: z.enum(TARGET_STATES).optional(),
  reason: z.string().max(40).optional(),
  staffId: z.string().max(40).optional(),
  arm: z.enum(['a', 'b']).optional(),
  step: z.enum(FUNNEL_STEPS).optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type TargetQuery = z.infer<typeof targetQuery>
export const targetRow = z.object({
  targetId: z.string(),
  name: z.string(),
  /** The name is shortened: one may count this customer, not see them. */
  isMasked: z.boolean(),
  customerId: z.string().nullable(),
  staffName: z.string().nullable(),
  arm: z.enum(['a', 'b']),
  state: z.enum(TARGET_STATES),
  reason: z.string().nullable(),
  freeOn: z.string().nullable(),
  sentAt: z.iso.datetime().nullable(),
})
export type TargetRow = z.infer<typeof targetRow>
export const targetPage = z.object({ items: z.array(targetRow), nextCursor: z.string().nullable() })
export type TargetPage = z.infer<typeof targetPage>

export const partQuery = z.object({
  state: z.enum(PART_STATES).optional(),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type PartQuery = z.infer<typeof partQuery>
export const partRow = z.object({
  id: z.string(),
  staffId: z.string(),
  staffName: z.string(),
  unitName: z.string(),
  arm: z.enum(['a', 'b']),
  state: z.enum(PART_STATES),
  size: z.number(),
  delivered: z.number(),
  failed: z.number(),
  confirmedAt: z.iso.datetime().nullable(),
  reminds: z.number(),
  mayRemindAt: z.iso.datetime().nullable(),
  errorText: z.string().nullable(),
  errorCode: z.number().nullable(),
  text: z.string(),
})
export type PartRow = z.infer<typeof partRow>
export const partPage = z.object({ items: z.array(partRow), nextCursor: z.string().nullable() })
export type PartPage = z.infer<typeof partPage>

export const decision = z.strictObject({ note: z.string().trim().max(200).default('') })
export const moveInput = z.strictObject({
  version: z.number().int().min(1),
  startsAt: z.iso.datetime(),
})
export const reminded = z.object({ reminded: z.number() })
export const empty = z.strictObject({})

export const postPreview = z.object({
  /** Some members who would send, with the text of each of their tasks. */
  senders: z.array(
    z.object({
      staffId: z.string(),
      name: z.string(),
      texts: z.array(z.object({ arm: z.enum(['a', 'b']), text: z.string(), count: z.number() })),
    }),
  ),
})
export type PostPreview = z.infer<typeof postPreview>

export const postSetting = z.strictObject({
  /** A post with any of them is not let go. */
  sensitiveWords: z.array(z.string().trim().min(1).max(30)).max(500).default([]),
  /** From so many people on a second person has to approve. */
  approvalFrom: z.number().int().min(1).max(1_000_000).default(1000),
  /** What WeCom's own rules allow a customer, as set there. */
  massPerDay: z.number().int().min(1).max(31).nullable().default(1),
  massPerWeek: z.number().int().min(1).max(31).nullable().default(7),
  /** The share of the reached that should act because of a post; five of a hundred is a lot. */
  responseTarget: z.number().int().min(1).max(100).default(5),
})
export type PostSetting = z.infer<typeof postSetting>
