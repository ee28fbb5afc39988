import { z } from 'zod'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
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

/** After a restored backup a run may be open without its jobs. */
async function resume(deps: Deps): Promise<void> {
  const { sql } = deps.database
  const running = await sql.all<{ corpId: string; id: string }>(
    `SELECT "corpId", "id" FROM "Handover" WHERE "state" = 'running'`,
  )
  const corps = await sql.all<{ corpId: string; at: string }>(
    `SELECT "corpId", MIN("nextAt") AS "at" FROM "HandoverPoll" WHERE "nextAt" IS NOT NULL GROUP BY "corpId"`,
  )
  if (running.length + corps.length === 0) return
  await sql.transaction(async (tx) => {
    for (const handover of running) await pump(tx, deps, handover)
    await deps.jobs.addMany(
      tx,
      corps.map((row) => pollJob(row.corpId, new Date(row.at))),
    )
  })
}

/** 离职继承 and 在职继承: who has left, a plan, a run, and a known end for every customer and group. */
export const handover: Feature = {
  name: 'handover',
  routes: handoverRoutes,
  jobs,
  effects: (deps) => ({ transfer: transferEffect(deps) }),
  reactions: { 'contact-changed': HEARD_JOB },
  start: resume,
}
