import { z } from 'zod'
import { STAGES } from '../../domain/action-facts.ts'
import { ACTION_RULES } from '../../domain/actions.ts'
import { GRADES } from '../../domain/grade.ts'

/** A text, or material: what WeCom sends as a picture, card, mini-program, video or file; an album is a page of ours. */
export const scriptKind = z.enum(['text', 'image', 'link', 'miniprogram', 'video', 'file', 'album'])
export type ScriptKind = z.infer<typeof scriptKind>

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** What only some kinds have. */
export const materialDetail = z.strictObject({
  /** video, file */
  file: z
    .strictObject({
      hash,
      /** As customers see it. */
      name: z.string().trim().min(1).max(100),
      contentType: z.string().max(80),
      byteSize: z.number().int(),
    })
    .optional(),
  /** miniprogram */
  appId: z
    .string()
    .regex(/^wx[0-9a-f]{16}$/)
    .optional(),
  page: z.string().trim().min(1).max(512).optional(),
  /** album */
  pictures: z.array(hash).max(9).optional(),
  priceFen: z.number().int().min(0).max(10_000_000_00).optional(),
  productNo: z.string().trim().max(64).optional(),
  /** What its page says. */
  about: z.string().trim().max(1000).optional(),
})
export type MaterialDetail = z.infer<typeof materialDetail>

export const editionState = z.enum(['draft', 'pending', 'approved', 'refused'])

export const scriptCategory = z.object({
  id: z.string(),
  name: z.string(),
  sortOrder: z.number(),
  /** The folder it lies in. */
  parentId: z.string().nullable(),
  count: z.number(),
})
export const scriptCategories = z.object({ items: z.array(scriptCategory) })
export type ScriptCategory = z.infer<typeof scriptCategory>

export const scriptItem = z.object({
  id: z.string(),
  categoryId: z.string(),
  title: z.string(),
  kind: scriptKind,
  /** Filled for the customer when one is named, otherwise the template. An open slot stands in it as 〔label〕. */
  text: z.string(),
  /** The labels of the open slots; nothing with an open slot may be sent. */
  missing: z.array(z.string()),
  linkUrl: z.string().nullable(),
  linkDesc: z.string().nullable(),
  hasImage: z.boolean(),
  /** The picture, or that of its card: GET /api/v1/files/:hash. */
  imageHash: z.string().nullable(),
  /** In the list, of kind 'image'; absent: the file is not there. */
  imageByteSize: z.number().optional(),
  detail: materialDetail,
  tags: z.array(z.string()),
  sentCount: z.number(),
  scene: z.enum(ACTION_RULES).nullable(),
  isEnabled: z.boolean(),
  /** Whom it is for; an empty list means everybody. */
  stages: z.array(z.enum(STAGES)),
  tiers: z.array(z.number()),
  grades: z.array(z.enum(GRADES)),
  validFrom: z.iso.date().nullable(),
  validTo: z.iso.date().nullable(),
  /** How many of what it promises are left; null: no limit. */
  stockLeft: z.number().nullable(),
  /** How the newest edition stands; its number is `version`, and that of the edition advisors see `liveVersion`. */
  approval: editionState,
  version: z.number(),
  liveVersion: z.number().nullable(),
  updatedAt: z.iso.datetime(),
})
export type ScriptItem = z.infer<typeof scriptItem>

export const scriptList = z.object({ items: z.array(scriptItem), nextCursor: z.string().nullable() })
export type ScriptList = z.infer<typeof scriptList>

const kinds = z
  .string()
  .transform((list) => list.split(','))
  .pipe(z.array(scriptKind))
  .optional()
/** Only what is written for everybody: in a group nobody's tier or stage is meant. */
const whom = z.enum(['everybody']).optional()

export const categoryQuery = z.strictObject({
  kinds,
  whom,
  /** Counted is only what fits where this customer stands. */
  customerId: z.string().optional(),
})
export const scriptQuery = z.strictObject({
  /** This one alone. */
  id: z.string().max(40).optional(),
  q: z.string().max(60).optional(),
  /** Of these kinds alone; a comma between. */
  kinds,
  tag: z.string().max(20).optional(),
  categoryId: z.string().optional(),
  /** Only what fits where this customer stands, filled. */
  customerId: z.string().optional(),
  whom,
  /** 'all' also lists what is switched off (console). */
  show: z.enum(['enabled', 'all']).default('enabled'),
  cursor: z.string().optional(),
})

/** Text of a chat message: 4,000 bytes at WeCom; a Chinese character has three. */
export const BODY_LIMIT = 1200
export const scriptInput = z
  .strictObject({
    categoryId: z.string().min(1),
    title: z.string().trim().min(1).max(60),
    kind: scriptKind,
    body: z.string().max(BODY_LIMIT),
    linkUrl: z.httpUrl().max(1024).nullable().default(null),
    linkDesc: z.string().max(120).nullable().default(null),
    /** A stored picture; left out: the one it has. */
    imageHash: hash.nullable().optional(),
    detail: materialDetail.default({}),
    tags: z.array(z.string().trim().min(1).max(20)).max(10).default([]),
    scene: z.enum(ACTION_RULES).nullable().default(null),
    isEnabled: z.boolean().default(true),
    stages: z.array(z.enum(STAGES)).max(STAGES.length).default([]),
    tiers: z.array(z.number().int().min(0).max(7)).max(8).default([]),
    grades: z.array(z.enum(GRADES)).max(GRADES.length).default([]),
    validFrom: z.iso.date().nullable().default(null),
    validTo: z.iso.date().nullable().default(null),
    stockLeft: z.number().int().min(0).max(1_000_000).nullable().default(null),
    /** Not handed in yet. */
    isDraft: z.boolean().default(false),
    /** The version that was edited; another one in between answers 409. */
    version: z.number().int().optional(),
  })
  .refine((script) => script.kind !== 'link' || script.linkUrl !== null, {
    path: ['linkUrl'],
    error: 'required',
  })
  .refine(({ kind, detail }) => (kind !== 'video' && kind !== 'file') || detail.file !== undefined, {
    path: ['detail', 'file'],
    error: 'required',
  })
  .refine(({ kind, detail }) => kind !== 'album' || (detail.pictures ?? []).length > 0, {
    path: ['detail', 'pictures'],
    error: 'required',
  })
  .refine(({ kind, detail }) => kind !== 'miniprogram' || (detail.appId && detail.page), {
    path: ['detail', 'appId'],
    error: 'required',
  })
  .refine(({ kind, imageHash }) => kind !== 'miniprogram' || imageHash, {
    path: ['imageHash'],
    error: 'required',
  })
  .refine((script) => script.kind !== 'text' || script.body.trim() !== '', {
    path: ['body'],
    error: 'required',
  })
  .refine(({ validFrom, validTo }) => validFrom === null || validTo === null || validFrom <= validTo, {
    path: ['validTo'],
    error: 'not before validFrom',
  })
export type ScriptInput = z.input<typeof scriptInput>

export const scriptSetting = z.strictObject({
  /** New texts are seen by advisors only after somebody agreed. */
  needsApproval: z.boolean().default(false),
  mayApproveOwn: z.boolean().default(false),
})
export type ScriptSetting = z.infer<typeof scriptSetting>

export const scriptEdition = z.object({
  version: z.number(),
  state: editionState,
  isLive: z.boolean(),
  title: z.string(),
  body: z.string(),
  linkUrl: z.string().nullable(),
  at: z.iso.datetime(),
  editedBy: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  /** Why it was refused. */
  reason: z.string().nullable(),
  restoredFrom: z.number().nullable(),
})
export type ScriptEdition = z.infer<typeof scriptEdition>
export const scriptEditions = z.object({ items: z.array(scriptEdition) })
export type ScriptEditions = z.infer<typeof scriptEditions>
export const editionParams = z.strictObject({ id: z.string(), version: z.coerce.number().int().min(1) })
export const edition = z.object({ id: z.string(), version: z.number() })
export const decision = z
  .strictObject({ isApproved: z.boolean(), reason: z.string().trim().max(200).default('') })
  .refine(({ isApproved, reason }) => isApproved || reason !== '', { path: ['reason'], error: 'required' })

export const previewInput = z.strictObject({
  body: z.string().max(BODY_LIMIT),
  customerId: z.string().optional(),
})

/** What is wrong with a template and where; the browser has a text for each kind. */
export const templateError = z.object({
  kind: z.enum(['unknown-variable', 'unknown-filter', 'unknown-tag', 'not-closed', 'too-complex', 'syntax']),
  /** The name that is not known, or the piece of the template that cannot be read. */
  near: z.string(),
  line: z.number(),
})
export type TemplateError = z.infer<typeof templateError>
export const preview = z.object({
  text: z.string(),
  missing: z.array(z.string()),
  errors: z.array(templateError),
})
export type Preview = z.infer<typeof preview>

/** What may stand in a template. */
export const scriptVariables = z.object({
  items: z.array(z.object({ name: z.string(), label: z.string(), example: z.string() })),
})

export const categoryInput = z.strictObject({
  name: z.string().trim().min(1).max(20),
  sortOrder: z.number().optional(),
  parentId: z.string().nullable().optional(),
})
export const byId = z.strictObject({ id: z.string() })
export const created = z.object({ id: z.string() })
export const nothing = z.object({})
