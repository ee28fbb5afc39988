import type { Clock } from '../clock.ts'
import { createGroupCommit } from '../db/group-commit.ts'
import type { Sql } from '../db/sql.ts'
import type { Log } from '../log.ts'
import type { Carrier } from './carrier.ts'
import type { ClaimedJob } from './claim.ts'
import { type Answer, type Run, settleRuns } from './settle.ts'

export interface Endings {
  /** Stores how a run ended; null when it had nothing to say any more. */
  store(job: ClaimedJob, answer: Answer | null): Promise<void>
  settled(): Promise<void>
}

/** While the database is away: together longer than its restart, shorter than a lease. */
const RETRY_MS = [50, 200, 500, 1000, 2000, 4000]

/** The ends of runs, several in one transaction. An end is told again while the database does not answer; its fence
 *  keeps one that was stored after all from counting twice. */
export function createEndings({
  sql,
  clock,
  carrier,
  log,
}: {
  sql: Sql
  clock: Clock
  carrier: Carrier
  log: Log
}): Endings {
  const group = createGroupCommit<{ run: Run; answer: Answer }, boolean>({
    sql,
    write: (tx, items) => settleRuns(tx, items, { clock, carrier }),
  })

  async function write(run: ClaimedJob, answer: Answer): Promise<boolean> {
    for (const wait of RETRY_MS) {
      try {
        return await group.add({ run, answer })
      } catch (error) {
        log.warn({ err: error, jobId: run.id }, 'The end of a job could not be stored; trying again')
        await new Promise((next) => setTimeout(next, wait))
      }
    }
    return group.add({ run, answer })
  }

  return {
    async store(job, answer) {
      try {
        if (answer !== null && (await write(job, answer))) return
      } catch (error) {
        return log.error(
          { err: error, jobId: job.id },
          'A job’s end could not be stored; it will run again when its lease is over',
        )
      }
      log.warn(
        { job: job.name, jobId: job.id, fence: job.fence },
        'A job was taken away while it ran; its end is not stored',
      )
    },
    settled: () => group.settled(),
  }
}
