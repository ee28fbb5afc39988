import { z } from 'zod'
import { PROFILE_CHOICES } from '../../domain/audience/profile.ts'
import { audienceSorts, type AudienceSort } from '../../domain/audience/sorts.ts'
import { FORESIGHTS } from '../../domain/foresight.ts'
import { customerRow } from '../customers/contract.ts'
import { conditionInput } from './condition/contract.ts'

export { audienceSorts, type AudienceSort }

const sort = z.enum(audienceSorts)
const top = z.number().int().min(1).max(100_000)

export const countInput = z.strictObject({ condition: conditionInput })
export const countAnswer = z.object({
  count: z.number(),
  /** Everybody the asking person may count. */
  everyone: z.number(),
  /** Counted in a sample: the company is too large to count while somebody types. */
  isEstimate: z.boolean(),
})
export type CountAnswer = z.infer<typeof countAnswer>

export const rowsInput = z.strictObject({
  condition: conditionInput,
  sort: sort.default('newest'),
  /** Cut after so many in this order. */
  top: top.optional(),
  cursor: z.string().max(256).optional(),
  limit: z.number().int().min(1).max(100).default(30),
})
export type RowsInput = z.infer<typeof rowsInput>
export const memberRow = customerRow.extend({
  /** The name is shortened: the asking person may count this customer, not see them. */
  isMasked: z.boolean(),
})
export type MemberRow = z.infer<typeof memberRow>
export const audienceRow = memberRow.extend({
  /** What the models say, when the order goes by it: a share, fen or a day; null: nothing is known. */
  forecast: z.union([z.number(), z.iso.date()]).nullable(),
})
export const rowsAnswer = z.object({ items: z.array(audienceRow), nextCursor: z.string().nullable() })
export type RowsAnswer = z.infer<typeof rowsAnswer>

export const portraitDimensions = ['tier', 'stage', 'model', 'store', 'corpTag', 'tag', 'gender'] as const
export type PortraitDimension = (typeof portraitDimensions)[number]
export const portraitAnswer = z.object({
  members: z.number(),
  everyone: z.number(),
  dimensions: z.array(
    z.object({
      dimension: z.enum(portraitDimensions),
      bars: z.array(
        z.object({
          /** As a condition names it; '' is nothing known. */
          value: z.string(),
          label: z.string(),
          members: z.number(),
          everyone: z.number(),
        }),
      ),
      /** Values left out because fewer than five people have them. */
      hidden: z.number(),
      /** Values left out because there are more than a chart shows. */
      more: z.number(),
    }),
  ),
})
export type PortraitAnswer = z.infer<typeof portraitAnswer>

const choice = z.object({ value: z.string(), label: z.string(), note: z.string() })
export const vocabulary = z.object({
  unit: z.array(choice),
  owner: z.array(choice),
  channel: z.array(choice),
  addWay: z.array(choice),
  group: z.array(choice),
  corpTag: z.array(choice),
  tag: z.array(choice),
  model: z.array(choice),
  /** What the portraits of customers show of each field, the commonest first. */
  profile: z.array(choice.extend({ field: z.enum(PROFILE_CHOICES) })),
  /** Posts that went out, newest first, as far as one may read them. */
  post: z.array(choice),
  /** Kinds of events there are, beside orders and what WeCom tells. */
  eventKinds: z.array(z.string()),
  /** What the corp has switched off: nobody meets a comparison with it, and no order goes by it. */
  off: z.array(z.enum(FORESIGHTS)),
})
export type Vocabulary = z.infer<typeof vocabulary>

export const audienceParams = z.object({ id: z.string().min(1).max(40) })
export const audienceInput = z.strictObject({
  name: z.string().trim().min(1).max(40),
  condition: conditionInput,
  sort: sort.nullable().default(null),
  top: top.nullable().default(null),
  /** Others who may build audiences see it, each with their own customers. */
  isShared: z.boolean().default(true),
})
export type AudienceInput = z.infer<typeof audienceInput>
export const audienceEdit = audienceInput.extend({ version: z.number().int().min(1) })

export const audience = z.object({
  id: z.string(),
  name: z.string(),
  condition: conditionInput,
  sort: sort.nullable(),
  top: z.number().nullable(),
  isShared: z.boolean(),
  ownerName: z.string(),
  isMine: z.boolean(),
  version: z.number(),
  updatedAt: z.iso.datetime(),
})
export type Audience = z.infer<typeof audience>
export const audienceQuery = z.object({
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export const audienceList = z.object({ items: z.array(audience), nextCursor: z.string().nullable() })
export type AudienceList = z.infer<typeof audienceList>
export const saved = z.object({ id: z.string(), version: z.number() })
export type Saved = z.infer<typeof saved>
export const nothing = z.object({})
