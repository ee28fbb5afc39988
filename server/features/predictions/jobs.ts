import { z } from 'zod'
import { MIN_CUSTOMERS } from '../../domain/analytics/attrition-model.ts'
import { localDateOf } from '../../domain/time.ts'
import { jobHandler, type JobHandlers, type JobOutcome } from '../../platform/jobs/index.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import type { ModelInForce } from './read-fit.ts'
import { nextBuyers } from './read-visits.ts'
import { readGround, scoreCustomers } from './score-customers.ts'
import { failFit, runFit } from './run-fit.ts'

const fromPlace = z.object({ after: z.string().default('') }).catch({ after: '' })
const asked = z.object({ startedBy: z.string().nullable().default(null) }).catch({ startedBy: null })

const LONG_MS = 60 * 60_000
const WHILE_IMPORTING_MS = 3_000
const PAGE = 1000

export function predictionJobs(deps: Deps): JobHandlers {
  return {
    'predictions.score': customersJob(async ({ corpId, signal }, customerIds) => {
      const ground = await readGround(deps, corpId)
      await scoreCustomers(deps, { corpId, customerIds, ground, signal })
      await askFitOnceEnough(deps, corpId, ground.model)
    }),
    // A day more is a day away: everybody is looked at, in slices.
    'predictions.daily': jobHandler({
      parse: (payload) => fromPlace.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, signal, shouldPause }, { after: start }): Promise<JobOutcome> {
        const ground = await readGround(deps, corpId)
        if (start === '' && !ground.model?.parameters) await askNewFit(deps, corpId)
        for (let after = start; ;) {
          const customerIds = await nextCustomers(deps, corpId, after)
          await scoreCustomers(deps, { corpId, customerIds, ground, signal })
          const last = customerIds.at(-1)
          if (last === undefined || customerIds.length < PAGE) return
          if (shouldPause()) return { again: { payload: { after: last } } }
          after = last
        }
      },
    }),
    'predictions.fit': jobHandler({
      parse: (payload) => asked.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, jobId: id, signal }, { startedBy }): Promise<JobOutcome> {
        if (await isImporting(deps, corpId)) return { again: { afterMs: WHILE_IMPORTING_MS } }
        await runFit(deps, { corpId, id, startedBy, signal })
      },
      gaveUp: ({ corpId, jobId: id }, { startedBy }, error) =>
        failFit(deps, { corpId, id, startedBy }, error),
    }),
  }
}

/** The first orders of a corp have come, or so many more that a fit may succeed now. The job waits for the import to end. */
async function askFitOnceEnough(
  { jobs, database }: Deps,
  corpId: string,
  model: ModelInForce | null,
): Promise<void> {
  if (model !== null && (model.parameters !== null || model.customers >= MIN_CUSTOMERS)) return
  const buyers = await nextBuyers(database.sql, { corpId, after: '', limit: MIN_CUSTOMERS })
  if (buyers.length < MIN_CUSTOMERS) return
  await jobs.add(database.db, { name: 'predictions.fit', corpId, payload: {}, key: 'enough', lane: 'import' })
}

/** There was too little: by tomorrow there may be enough, so it is tried once a day. */
async function askNewFit(deps: Deps, corpId: string): Promise<void> {
  const today = localDateOf(deps.clock.nowMs())
  const tried = await deps.database.db.modelFit.count({ where: { corpId, asOf: today } })
  if (tried > 0) return
  await deps.jobs.add(deps.database.db, {
    name: 'predictions.fit',
    corpId,
    payload: {},
    key: `day:${today}`,
    lane: 'import',
  })
}

async function isImporting({ database: { db } }: Deps, corpId: string): Promise<boolean> {
  return (await db.importRun.count({ where: { corpId, state: 'running' } })) > 0
}

async function nextCustomers({ database: { sql } }: Deps, corpId: string, after: string): Promise<string[]> {
  const rows = await sql.all<{ id: string }>(
    `SELECT "id" FROM "Customer" WHERE "corpId" = ? AND "id" > ? ORDER BY "id" LIMIT ${PAGE}`,
    [corpId, after],
  )
  return rows.map((row) => row.id)
}
