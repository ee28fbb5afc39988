import { z } from 'zod'
import { localDateOf } from '../../domain/time.ts'
import { jobHandler, type JobHandlers } from '../../platform/jobs/index.ts'
import { customersJob } from '../customers-job.ts'
import type { Deps } from '../deps.ts'
import { scoreNewDay, writeScoredOn } from './daily.ts'
import { rebuildAll, recalibrate } from './rebuild.ts'
import { rescoreCustomers } from './rescore.ts'

const nothing = z.unknown()
const ofUnit = z
  .object({ unitId: z.string().optional(), by: z.string().nullable().default(null) })
  .catch({ by: null })
const LONG_MS = 30 * 60_000
const WHILE_IMPORTING_MS = 3_000

export function insightJobs(deps: Deps): JobHandlers {
  const today = (): string => localDateOf(deps.clock.nowMs())
  return {
    'insights.rescore': customersJob(async ({ corpId }, customerIds) => {
      const answer = await rescoreCustomers(deps, { corpId, customerIds, asOf: today() })
      if (answer === 'rescored') return tellPages(deps, corpId)
      // The first orders of a corp: thresholds need all of them, so calibration waits until the import has ended.
      await deps.jobs.add(deps.database.db, {
        name: 'insights.rebuild',
        corpId,
        payload: {},
        key: 'first',
        lane: 'import',
      })
    }),
    'insights.rebuild': jobHandler({
      parse: (payload) => nothing.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, signal }) {
        if (await isImporting(deps, corpId)) return { again: { afterMs: WHILE_IMPORTING_MS } }
        const asOf = today()
        if ((await rebuildAll(deps, { corpId, asOf, signal })) !== null)
          await writeScoredOn(deps, corpId, asOf)
        tellPages(deps, corpId)
      },
    }),
    'insights.recalibrate': jobHandler({
      parse: (payload) => ofUnit.parse(payload),
      timeoutMs: LONG_MS,
      concurrency: 1,
      async run({ corpId, signal }, { unitId, by }) {
        const asOf = today()
        if ((await recalibrate(deps, { corpId, asOf, signal, unitId, by })) !== null)
          await writeScoredOn(deps, corpId, asOf)
        tellPages(deps, corpId)
      },
    }),
    'insights.daily': jobHandler({
      parse: (payload) => nothing.parse(payload),
      timeoutMs: LONG_MS,
      async run({ corpId, signal }) {
        await scoreNewDay(deps, corpId, today(), signal)
        tellPages(deps, corpId)
      },
    }),
  }
}

/** The distribution of tiers is ready: an import that has just ended showed the one before. */
function tellPages(deps: Deps, corpId: string): void {
  deps.live.tell({ corpId, topic: 'insight', id: 'tiers' })
}

async function isImporting({ database: { db } }: Deps, corpId: string): Promise<boolean> {
  return (await db.importRun.count({ where: { corpId, state: 'running' } })) > 0
}
