import { z } from 'zod'
import { localDateOf } from '../../domain/time.ts'
import { withRetryOnBusy } from '../../platform/db/retry.ts'
import { jobHandler, type JobHandlers, type JobOutcome } from '../../platform/jobs/index.ts'
import { tellPages } from '../customers/tell-pages.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { lookAtExperiments } from './experiments/read-experiments.ts'
import { takeConsentFacts } from './gate/consent.ts'
import { recomputeActions } from './recompute.ts'
import { closeWindows, countArms, takeOpens } from './results/close-windows.ts'
import { forgetAdvice } from './results/push-advice.ts'

const fromPlace = z.object({ after: z.string().default('') }).catch({ after: '' })
const CHUNK = 200
const LONG_MS = 30 * 60_000

export function actionJobs(deps: Deps): JobHandlers {
  return {
    'actions.recompute': customersJob(async ({ corpId }, customerIds) => {
      for (let at = 0; at < customerIds.length; at += CHUNK) {
        const changed = await recompute(deps, corpId, customerIds.slice(at, at + CHUNK))
        // A page that was opened before its advice was ready reads again.
        await tellPages(deps, corpId, changed)
      }
    }),
    // Other systems tell of opt-outs, complaints and opened links.
    'actions.take-facts': customersJob(async ({ corpId }, customerIds) => {
      for (let at = 0; at < customerIds.length; at += CHUNK) {
        const some = customerIds.slice(at, at + CHUNK)
        await withRetryOnBusy(deps.clock, () =>
          deps.database.sql.transaction(async (tx) => {
            await takeConsentFacts(tx, { corpId, customerIds: some })
            await takeOpens(tx, { corpId, customerIds: some, now: deps.clock.now() })
          }),
        )
        await tellPages(deps, corpId, await recompute(deps, corpId, some))
      }
    }),
    // What came of the messages whose week is over; the ranking of the same night looks at it.
    'actions.close-windows': jobHandler({
      parse: (payload) => fromPlace.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, shouldPause }, { after }): Promise<JobOutcome> {
        const rest = await closeWindows(deps, { corpId, after, shouldPause })
        if (rest !== null) return { again: { payload: rest } }
        await countArms(deps, corpId)
        await lookAtExperiments(deps, corpId)
        await forgetAdvice(deps, corpId)
      },
    }),
    // Dates come nearer by themselves: once a day everybody is looked at, in slices.
    'actions.daily': jobHandler({
      parse: (payload) => fromPlace.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, shouldPause }, { after: start }): Promise<JobOutcome> {
        for (let after = start; ;) {
          const ids = await nextCustomers(deps, corpId, after)
          await recompute(deps, corpId, ids)
          const last = ids.at(-1)
          if (last === undefined || ids.length < CHUNK) return
          if (shouldPause()) return { again: { payload: { after: last } } }
          after = last
        }
      },
    }),
  }
}

async function recompute(deps: Deps, corpId: string, customerIds: readonly string[]): Promise<string[]> {
  const today = localDateOf(deps.clock.nowMs())
  return await withRetryOnBusy(deps.clock, () =>
    deps.database.sql.transaction((tx) => recomputeActions(deps, tx, { corpId, customerIds, today })),
  )
}

async function nextCustomers({ database: { sql } }: Deps, corpId: string, after: string): Promise<string[]> {
  const rows = await sql.all<{ id: string }>(
    `SELECT "id" FROM "Customer" WHERE "corpId" = ? AND "id" > ? ORDER BY "id" LIMIT ${CHUNK}`,
    [corpId, after],
  )
  return rows.map((row) => row.id)
}
