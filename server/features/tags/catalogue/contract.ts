import { z } from 'zod'
import { NEW_TAGS_MOST, TAG_NAME_MOST } from '../../../domain/tag-limits.ts'
import { effectState } from '../../effects/contract.ts'

const id = z.string().min(1).max(64)
const name = z
  .string()
  .trim()
  .min(1)
  .refine((text) => [...text].length <= TAG_NAME_MOST, 'is longer than WeCom allows')

/** What is asked of WeCom, as it is kept in the outbox: names and ids, nothing personal. */
export const catalogueChange = z.discriminatedUnion('does', [
  z.strictObject({
    does: z.literal('add'),
    /** null: a new group of this name. */
    groupId: id.nullable(),
    groupName: z.string(),
    tags: z.array(z.string()),
  }),
  z.strictObject({
    does: z.literal('rename'),
    id,
    isGroup: z.boolean(),
    before: z.string(),
    name: z.string(),
  }),
  /** The first is shown first. groupId null: the groups themselves. */
  z.strictObject({
    does: z.literal('order'),
    groupId: id.nullable(),
    groupName: z.string(),
    ids: z.array(id),
  }),
  z.strictObject({
    does: z.literal('remove'),
    id,
    isGroup: z.boolean(),
    name: z.string(),
    /** What went with it when it was decided. */
    tagIds: z.array(id),
  }),
])
export type CatalogueChange = z.infer<typeof catalogueChange>

export const catalogueQuery = z.object({ cursor: z.string().max(256).optional() })

export const catalogueTag = z.object({
  tagId: z.string(),
  name: z.string(),
  /** Of all the company: who would lose it. */
  customers: z.number(),
})
export const catalogueGroup = z.object({
  groupId: z.string(),
  name: z.string(),
  tags: z.array(catalogueTag),
})
export type CatalogueGroup = z.infer<typeof catalogueGroup>

/** One that WeCom has not confirmed, or did not accept and nobody has put aside. */
export const openChange = z.object({
  id: z.string(),
  change: catalogueChange,
  state: effectState,
  errorCode: z.number().nullable(),
  errorText: z.string().nullable(),
  reason: z.string().nullable(),
  staffName: z.string().nullable(),
  createdAt: z.iso.datetime(),
})
export type OpenChange = z.infer<typeof openChange>

/** What WeCom has, as far as it has said so; what is asked of it stands beside. */
export const cataloguePage = z.object({
  items: z.array(catalogueGroup),
  nextCursor: z.string().nullable(),
  /** The newest of them; `changeCount` are all. */
  changes: z.array(openChange),
  changeCount: z.number(),
  groupCount: z.number(),
  tagCount: z.number(),
})
export type CataloguePage = z.infer<typeof cataloguePage>

export const newTags = z
  .strictObject({
    groupId: id.optional(),
    groupName: name.optional(),
    tags: z.array(name).min(1).max(NEW_TAGS_MOST),
  })
  .refine((input) => (input.groupId === undefined) !== (input.groupName === undefined), {
    path: ['groupId'],
    message: 'name a group that is there, or a new one',
  })
export type NewTags = z.infer<typeof newTags>

export const catalogueParams = z.object({ id })
export const newName = z.strictObject({ name })
export const newOrder = z.strictObject({ groupId: id.nullable(), ids: z.array(id).min(2).max(1000) })
export type NewOrder = z.infer<typeof newOrder>

/** Who has the tag, or one of the group, and what gives it. */
export const holders = z.object({
  name: z.string(),
  isGroup: z.boolean(),
  tags: z.number(),
  follows: z.number(),
  customers: z.number(),
  rules: z.array(z.string()),
})
export type Holders = z.infer<typeof holders>
/** Of how many customers the person who decides was told. */
export const removal = z.strictObject({ customers: z.number().int().min(0) })

export const planned = z.object({ effectId: z.string() })
export type PlannedChange = z.infer<typeof planned>
