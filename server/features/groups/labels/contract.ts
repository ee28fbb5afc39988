import { z } from 'zod'

const id = z.string().min(1).max(40)

/** A group has one type and any number of tags. */
export const labelKind = z.enum(['type', 'tag'])
export type LabelKind = z.infer<typeof labelKind>

const name = z.string().trim().min(1).max(20)
export const labelInput = z.strictObject({ kind: labelKind, name })
export type LabelInput = z.infer<typeof labelInput>
export const labelName = z.strictObject({ name })
export const labelParams = z.object({ id })

/** What a row shows of its labels. */
export const label = z.object({ id: z.string(), name: z.string() })
export type Label = z.infer<typeof label>

/** `groups`: how many of those one may see have it. */
export const labelRow = label.extend({ kind: labelKind, groups: z.number() })
export const labelList = z.object({ items: z.array(labelRow) })
export type LabelList = z.infer<typeof labelList>

/** One group, or some chosen in the list. `typeId` null: no type any more; left out: as it is. */
export const labelling = z.strictObject({
  chatIds: z.array(z.string().min(1).max(64)).min(1).max(100),
  typeId: id.nullable().optional(),
  add: z.array(id).max(100).default([]),
  remove: z.array(id).max(100).default([]),
})
export type Labelling = z.infer<typeof labelling>
export const labelled = z.object({ changed: z.number() })

export const made = z.object({ id: z.string() })
export const done = z.object({})
