import { z } from 'zod'
import {
  CHOICE_FIELDS,
  LIMITS,
  MEASURES,
  problemOf,
  RANGE_FIELDS,
  type Condition,
} from '../../../domain/audience/condition.ts'

// Whole numbers only: yuan, days, months, scores. So no bound depends on how a fraction is stored.
const bound = z.number().int().min(-1_000_000_000).max(1_000_000_000).optional()
const value = z.string().max(64)

const leaf = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('name'), text: z.string().trim().min(1).max(64) }),
  z.strictObject({
    is: z.literal('choice'),
    field: z.enum(CHOICE_FIELDS),
    values: z.array(value).min(1).max(LIMITS.values),
  }),
  z.strictObject({ is: z.literal('range'), field: z.enum(RANGE_FIELDS), min: bound, max: bound }),
  z.strictObject({
    is: z.literal('facts'),
    kinds: z.array(z.string().min(1).max(40)).min(1).max(LIMITS.kinds),
    about: z.string().min(1).max(64).optional(),
    withinDays: z.number().int().min(1).max(LIMITS.withinDays).optional(),
    measure: z.enum(MEASURES),
    min: bound,
    max: bound,
  }),
])

const tree: z.ZodType<Condition> = z.lazy(() => {
  const parts = z.array(tree).max(LIMITS.children)
  return z.union([
    leaf,
    z.strictObject({ all: parts }),
    z.strictObject({ any: parts }),
    z.strictObject({ not: tree }),
  ])
})

// A `not` is an object around its part, a group an object and a list.
const MAX_NESTING = LIMITS.depth * 3 + 3

/** How deep is looked at before anything follows the depth that a stranger sent. */
export const conditionInput: z.ZodType<Condition> = z
  .unknown()
  .superRefine((input, context) => {
    if (isDeeper(input, MAX_NESTING)) context.addIssue({ code: 'custom', message: 'too-deep' })
  })
  .pipe(tree)
  .superRefine((condition, context) => {
    const problem = problemOf(condition)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })

function isDeeper(input: unknown, than: number): boolean {
  if (typeof input !== 'object' || input === null) return false
  return than === 0 || Object.values(input).some((part) => isDeeper(part, than - 1))
}
