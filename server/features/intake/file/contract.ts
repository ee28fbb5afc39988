import { z } from 'zod'
import { itemError } from '../contract.ts'

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
  /** JSON of field → header; '' for a field that is in no column. Headers say nothing of people. */
  mapping: z
    .string()
    .max(8000)
    .default('{}')
    .transform((text, context) => {
      const parsed = mappingOf(text)
      if (parsed === null)
        context.addIssue({ code: 'custom', message: 'is no JSON object of field and header' })
      return parsed ?? {}
    }),
})
const columnsOf = z.record(z.string().max(60), z.string().max(200))

function mappingOf(text: string): Record<string, string> | null {
  try {
    return columnsOf.parse(JSON.parse(text))
  } catch {
    return null
  }
}

export const templateQuery = z.strictObject({ kind: fileKind })

export const fileAnswer = z.object({
  accepted: z.number(),
  same: z.number(),
  changed: z.number(),
  refused: z.number(),
  headers: z.array(z.string()),
  /** Where each field was found; `missing` names those a file of this kind must have. Then nothing was read. */
  fields: z.array(
    z.object({ key: z.string(), label: z.string(), isRequired: z.boolean(), header: z.string().nullable() }),
  ),
  missing: z.array(z.string()),
  /** The first thousand refused rows, as they came, with what is wrong. */
  bad: z.array(
    z.object({
      line: z.number(),
      cells: z.array(z.string()),
      errors: z.array(itemError),
    }),
  ),
})
export type FileAnswer = z.infer<typeof fileAnswer>
