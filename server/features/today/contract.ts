import { z } from 'zod'

/** What is true now and asks for somebody; every number opens into its rows. */
export const today = z.object({
  now: z.iso.datetime(),
  sync: z.object({
    /** never: no complete run yet; running; equal; behind: the last run failed or was partial. */
    state: z.enum(['never', 'running', 'equal', 'behind']),
    syncedAt: z.iso.datetime().nullable(),
    driftOpen: z.number(),
    lastErrorKind: z.string().nullable(),
  }),
  departures: z.array(
    z.object({
      staffId: z.string(),
      name: z.string(),
      unitName: z.string(),
      leftAt: z.iso.datetime().nullable(),
      customerCount: z.number(),
      groupCount: z.number(),
    }),
  ),
  groups: z.object({
    count: z.number(),
    externalCount: z.number(),
    joinedToday: z.number(),
    leftToday: z.number(),
    ownerless: z.number(),
  }),
  customers: z.object({ count: z.number(), newToday: z.number(), lostToday: z.number() }),
  effects: z.object({ failed: z.number() }),
  tasks: z.object({ dueToday: z.number(), overdue: z.number() }),
  /** Steps of plans, one's own and those of the members one answers for. */
  sops: z.object({ dueToday: z.number(), overdue: z.number(), held: z.number() }),
  /** Posts that wait for a second person, and running ones that members have not all confirmed. */
  posts: z.object({ waiting: z.number(), unconfirmed: z.number() }),
})
export type Today = z.infer<typeof today>
