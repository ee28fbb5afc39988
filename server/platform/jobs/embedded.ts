import { tableCarrier } from './carrier.ts'
import { createJobs, type JobsOptions } from './create-jobs.ts'
import type { Jobs } from './types.ts'

/** Jobs in the table alone: for SQLite, where the one process adds and works. */
export function createEmbeddedJobs(options: JobsOptions): Jobs {
  return createJobs(options, tableCarrier)
}
