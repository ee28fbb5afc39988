import { z } from 'zod'

export const mediaKind = z.enum(['image', 'video', 'file', 'moment-image', 'moment-video'])

export const storedFile = z.object({
  /** Names the file from now on. */
  hash: z.string(),
  /** What it is by its bytes. */
  contentType: z.string(),
  byteSize: z.number(),
  /** What WeCom would take it as. */
  fits: z.array(mediaKind),
})
export type StoredFile = z.infer<typeof storedFile>

export const fileHash = z.string().regex(/^[0-9a-f]{64}$/)
export const byHash = z.strictObject({ hash: fileHash })
