import { z } from 'zod'

export const fileKinds = [
  'events',
  'vehicles',
  'profiles',
  'surveys',
  'payments',
  'coupons',
  'partner',
] as const
export const fileKind = z.enum(fileKinds)

/** Read while the page waits; bigger ones go by `npm run import`. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024

export const fileQuery = z.strictObject({
  kind: fileKind,
  isDryRun: z.enum(['true', 'false']).transform((word) => word === 'true'),
})
export const templateQuery = z.strictObject({ kind: fileKind })

export const fileAnswer = z.object({
  accepted: z.number(),
  same: z.number(),
  changed: z.number(),
  refused: z.number(),
  /** The first refused rows, as they came, with what is wrong. */
  headers: z.array(z.string()),
  bad: z.array(
    z.object({
      line: z.number(),
      errors: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  ),
})
export type FileAnswer = z.infer<typeof fileAnswer>
