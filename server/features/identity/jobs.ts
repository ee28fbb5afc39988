import { z } from 'zod'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import type { Deps } from '../deps.ts'
import { settlePeople } from './unite/settle-people.ts'

const ofCustomers = z.object({ customerIds: z.array(z.string()) })
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
  }
}
