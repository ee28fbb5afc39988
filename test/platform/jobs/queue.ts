import type { Clock } from '../../../server/platform/clock.ts'
import { movableClock, type MovableClock } from '../../../server/platform/clock.ts'
import { openJobs, type JobHandlers, type Jobs, type NewJob } from '../../../server/platform/jobs/index.ts'
import { createLog } from '../../../server/platform/log.ts'
import type { TestDatabase } from '../../support/database.ts'

export const START = '2026-11-22T04:00:00.000Z'
export const quiet = createLog({ level: 'silent' })

/** Jobs over a database, stopped before the database closes. */
export function queueOn(
  database: TestDatabase,
  { clock, leaseMs, hands }: { clock: Clock; leaseMs?: number; hands?: number },
): Jobs {
  const jobs = openJobs({
    database,
    clock,
    log: quiet,
    ...(leaseMs === undefined ? {} : { leaseMs }),
    ...(hands === undefined ? {} : { hands }),
  })
  database.beforeClose(() => jobs.stop())
  return jobs
}

export async function startQueue(
  open: () => Promise<TestDatabase>,
  handlers: JobHandlers,
  options: { hands?: number } = {},
): Promise<{
  jobs: Jobs
  database: TestDatabase
  clock: MovableClock
  add(job?: Partial<NewJob>): Promise<string>
}> {
  const database = await open()
  const clock = movableClock(START)
  const jobs = queueOn(database, { clock, ...options })
  jobs.work(handlers)
  const add = (job: Partial<NewJob> = {}): Promise<string> =>
    jobs.add(database.sql, { name: 'work', corpId: 'c', payload: {}, key: 'k', ...job })
  return { jobs, database, clock, add }
}
