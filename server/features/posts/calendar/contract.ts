import { z } from 'zod'
import { isLocalDate } from '../../../domain/time.ts'
import { postRow } from '../contract.ts'

const day = z.string().refine(isLocalDate, { error: 'a date YYYY-MM-DD' })
export const calendarQuery = z
  .object({ from: day, to: day })
  .refine(({ from, to }) => from <= to && Date.parse(to) - Date.parse(from) <= 45 * 86_400_000, {
    path: ['to'],
    error: 'at most 45 days after from',
  })
export const postCalendar = z.object({
  from: z.string(),
  to: z.string(),
  days: z.array(
    z.object({
      day: z.string(),
      kind: z.enum(['workday', 'weekend', 'worked-weekend', 'holiday', 'not-known']),
      holiday: z.string().nullable(),
      postIds: z.array(z.string()),
      /** Customers and groups that two posts of this day would reach. */
      conflicts: z.object({ customers: z.number(), groups: z.number() }),
    }),
  ),
  posts: z.array(postRow),
})
export type PostCalendar = z.infer<typeof postCalendar>
