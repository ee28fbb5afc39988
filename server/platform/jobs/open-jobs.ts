import type { JobsOptions } from './create-jobs.ts'
import { createEmbeddedJobs } from './embedded.ts'
import { createPgBossJobs } from './pg-boss.ts'
import type { Jobs } from './types.ts'

/** The job queue that goes with the database: its own table on SQLite, pg-boss on PostgreSQL. */
export function openJobs(options: JobsOptions): Jobs {
  return options.database.dialect === 'sqlite' ? createEmbeddedJobs(options) : createPgBossJobs(options)
}
