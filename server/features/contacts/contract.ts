import { z } from 'zod'

export const contactParams = z.object({ externalUserid: z.string().min(1).max(64) })

/** WeCom's own limits: 20 and 150 characters. Absent means unchanged; '' clears. */
export const remarkEdit = z
  .strictObject({ remark: z.string().max(20).optional(), description: z.string().max(150).optional() })
  .refine(
    (edit) => edit.remark !== undefined || edit.description !== undefined,
    'remark or description is needed',
  )
export type RemarkEdit = z.infer<typeof remarkEdit>

/** effectId null: nothing differs from what WeCom has, so nothing is sent. */
export const remarkChanged = z.object({
  effectId: z.string().nullable(),
  sendsAt: z.iso.datetime().nullable(),
  remark: z.string(),
  description: z.string(),
})
export type RemarkChanged = z.infer<typeof remarkChanged>
