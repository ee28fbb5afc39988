import { z } from 'zod'
import { jobHandler, type JobHandlers, type JobOutcome } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import { proposePeople } from './propose/propose-people.ts'
import { settlePeople } from './unite/settle-people.ts'

const ofCustomers = z.object({ customerIds: z.array(z.string()) })
const fromPlace = z.object({ after: z.string().default('') }).catch({ after: '' })
const LOOKED_AT = 200
const LONG_MS = 60 * 60_000
/** Records judged in one transaction: those of one report have mostly nothing to do with each other. */
const SLICE = 1

export function identityJobs(deps: Deps): JobHandlers {
  return {
    'identity.unite': jobHandler({
      parse: (payload) => ofCustomers.parse(payload),
      // Two at once would judge the same people and wait for each other.
      concurrency: 1,
      async run({ corpId, shouldPause }, { customerIds }) {
        for (let at = 0; at < customerIds.length; at += SLICE) {
          await settlePeople(deps, corpId, customerIds.slice(at, at + SLICE))
          const rest = customerIds.slice(at + SLICE)
          if (rest.length > 0 && shouldPause()) return { again: { payload: { customerIds: rest } } }
        }
      },
    }),
    // Likeness is looked for once a night, over everybody, in slices.
    'identity.propose': jobHandler({
      parse: (payload) => fromPlace.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, signal, shouldPause }, { after: start }): Promise<JobOutcome> {
        for (let after = start; ;) {
          signal.throwIfAborted()
          const upTo = await endOfSlice(deps, corpId, after)
          if (upTo === null) return
          await proposePeople(deps, { corpId, after, upTo })
          if (shouldPause()) return { again: { payload: { after: upTo } } }
          after = upTo
        }
      },
    }),
  }
}

async function endOfSlice(
  { database: { sql } }: Deps,
  corpId: string,
  after: string,
): Promise<string | null> {
  const rows = await sql.all<{ id: string }>(
    `SELECT "id" FROM "Customer" WHERE "corpId" = ? AND "id" > ? ORDER BY "id" LIMIT ${LOOKED_AT}`,
    [corpId, after],
  )
  return rows.at(-1)?.id ?? null
}
