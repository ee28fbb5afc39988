import { z } from 'zod'

/** The corp's tags as an advisor picks them; deleted ones are left out. */
export const tagCatalogue = z.object({
  groups: z.array(
    z.object({
      groupId: z.string(),
      name: z.string(),
      /** search: the name, its pinyin and initials in lower case. */
      tags: z.array(z.object({ tagId: z.string(), name: z.string(), search: z.string() })),
    }),
  ),
})
export type TagCatalogue = z.infer<typeof tagCatalogue>

const tagIds = z.array(z.string().min(1).max(64)).max(100)

/** One edit of the asking person's own follow. At least one of both lists has something in it. */
export const tagEdit = z
  .strictObject({ add: tagIds.default([]), remove: tagIds.default([]) })
  .refine((edit) => edit.add.length + edit.remove.length > 0, 'add or remove must name a tag')
  .refine(
    (edit) => !edit.add.some((id) => edit.remove.includes(id)),
    'a tag cannot be added and removed at once',
  )
export type TagEdit = z.infer<typeof tagEdit>

/** The tags as they are shown now. The write to WeCom waits until `sendsAt`, so that an undo costs no call. */
export const tagsChanged = z.object({
  effectId: z.string().nullable(),
  sendsAt: z.iso.datetime().nullable(),
  tags: z.array(z.object({ tagId: z.string(), name: z.string(), groupName: z.string() })),
})
export type TagsChanged = z.infer<typeof tagsChanged>
