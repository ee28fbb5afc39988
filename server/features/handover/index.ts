import { z } from 'zod'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import { rowTime } from '../../platform/db/row-values.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import type { Feature } from '../feature.ts'
import { handoverRoutes } from './routes.ts'
import { afterChange } from './run/after.ts'
import { hearOf } from './run/hear.ts'
import { AFTER_JOB, HEARD_JOB, POLL_JOB, pollJob, PUMP_JOB } from './run/jobs-of.ts'
import { pollResults } from './run/poll-results.ts'
import { pump } from './run/pump.ts'
import { transferEffect } from './run/transfer-effect.ts'

export { planDepartures } from './rules/plan-departures.ts'
export { hearOf } from './run/hear.ts'

const one = z.object({ corpId: z.string(), id: z.string() })
const corp = z.object({ corpId: z.string() })
const POLL_TIMEOUT_MS = 10 * 60_000

function jobs(deps: Deps): JobHandlers {
  return {
    [AFTER_JOB]: jobHandler({
      parse: (payload) => one.parse(payload),
      run: (context, { corpId, id }) => afterChange(deps, { context, corpId, id }),
    }),
    [PUMP_JOB]: jobHandler({
      parse: (payload) => one.parse(payload),
      run: (_context, input) => deps.database.sql.transaction((tx) => pump(tx, deps, input)),
    }),
    [POLL_JOB]: jobHandler({
      parse: (payload) => corp.parse(payload),
      timeoutMs: POLL_TIMEOUT_MS,
      concurrency: 1,
      run: (context, { corpId }) => pollResults(deps, { context, corpId }),
    }),
    [HEARD_JOB]: customersJob(({ corpId }, ids) => hearOf(deps, { corpId, column: 'customerId', ids })),
  }
}

async function resume(deps: Deps, corpId: string): Promise<void> {
  const { sql } = deps.database
  const running = await sql.all<{ id: string }>(
    `SELECT "id" FROM "Handover" WHERE "corpId" = ? AND "state" = 'running'`,
    [corpId],
  )
  const [poll] = await sql.all<{ at: string | null }>(
    `SELECT MIN("nextAt") AS "at" FROM "HandoverPoll" WHERE "corpId" = ? AND "nextAt" IS NOT NULL`,
    [corpId],
  )
  await sql.transaction(async (tx) => {
    for (const { id } of running) await pump(tx, deps, { corpId, id })
    if (poll?.at) await deps.jobs.add(tx, pollJob(corpId, rowTime(poll.at)))
  })
}

/** 离职继承 and 在职继承: who has left, a plan, a run, and a known end for every customer and group. */
export const handover: Feature = {
  name: 'handover',
  routes: handoverRoutes,
  jobs,
  effects: (deps) => ({ transfer: transferEffect(deps) }),
  reactions: { 'contact-changed': HEARD_JOB },
  resume,
}
