import type { Clock } from '../clock.ts'
import { isUniqueViolation } from '../db/database-error.ts'
import type { Database } from '../db/index.ts'
import { rowTime } from '../db/row-values.ts'
import type { Log } from '../log.ts'
import { insertJobs } from './add.ts'
import type { Carrier } from './carrier.ts'
import type { Jobs, JobStats } from './types.ts'
import { startWorker, type Worker } from './worker.ts'

export interface JobsOptions {
  database: Database
  clock: Clock
  log: Log
  /** Jobs at the same time in this process. */
  hands?: number
  /** A job whose process stopped renewing for this long is given to another. */
  leaseMs?: number
}

/** Jobs as rows of the product's own database, brought to the workers by the carrier. */
export function createJobs(
  { database, clock, log, hands = 12, leaseMs = 30_000 }: JobsOptions,
  carrier: Carrier,
): Jobs {
  const { sql } = database
  let worker: Worker | null = null

  return {
    async add(tx, job) {
      const [added] = await insertJobs(tx, [job], clock)
      if (!added) throw new Error(`The job ${job.name} was not stored`)
      await carrier.announce(tx, [added])
      worker?.nudge()
      return added.id
    },
    async addMany(tx, jobs) {
      if (jobs.length === 0) return
      await carrier.announce(tx, await insertJobs(tx, jobs, clock))
      worker?.nudge()
    },
    work(handlers) {
      if (worker) throw new Error('jobs.work may be called once')
      worker = startWorker({ database, clock, log, handlers, carrier, hands, leaseMs })
    },
    nudge: () => worker?.nudge(),
    async retry(corpId, id) {
      try {
        const changed = await sql.transaction(async (tx) => {
          const count = await tx.run(
            `UPDATE "Job" SET "state" = 'ready', "openKey" = "key", "attempts" = 0, "runAt" = ?, "endedAt" = NULL
             WHERE "corpId" = ? AND "id" = ? AND "state" IN ('failed', 'cancelled')`,
            [clock.now(), corpId, id],
          )
          if (count === 1) await carrier.announce(tx, [{ corpId, id }])
          return count
        })
        worker?.nudge()
        return changed === 1 ? 'queued' : 'not-found'
      } catch (error) {
        if (isUniqueViolation(error)) return 'already-open'
        throw error
      }
    },
    async cancel(corpId, id) {
      const changed = await sql.run(
        `UPDATE "Job" SET "state" = 'cancelled', "openKey" = NULL, "againJson" = NULL, "isMidway" = FALSE,
           "fence" = "fence" + 1, "leasedBy" = NULL, "leaseUntil" = NULL, "endedAt" = ?
         WHERE "corpId" = ? AND "id" = ? AND "state" IN ('ready', 'running')`,
        [clock.now(), corpId, id],
      )
      worker?.abandon(id)
      return changed === 1 ? 'cancelled' : 'not-open'
    },
    stats: () => readStats(database, clock),
    async drain() {
      if (!worker) throw new Error('jobs.work was not called: nothing would empty the queue')
      await worker.drain()
    },
    async stop() {
      await worker?.stop()
    },
  }
}

async function readStats({ sql }: Database, clock: Clock): Promise<JobStats> {
  const counts = await sql.all<JobStats['counts'][number]>(
    `SELECT "name", "state", count(*) AS "count" FROM "Job" WHERE "state" IN ('ready', 'running', 'failed')
     GROUP BY "name", "state" ORDER BY "name", "state"`,
  )
  const [oldest] = await sql.all<{ runAt: string | null }>(
    `SELECT min("runAt") AS "runAt" FROM "Job" WHERE "state" = 'ready' AND "runAt" <= ?`,
    [clock.now()],
  )
  const oldestReadyMs = oldest?.runAt ? clock.nowMs() - rowTime(oldest.runAt).getTime() : 0
  return { counts, oldestReadyMs }
}
