export { createEmbeddedJobs } from './embedded.ts'
export { createPgBossJobs } from './pg-boss.ts'
export { openJobs } from './open-jobs.ts'
export type { Lane } from './lanes.ts'
export {
  GiveUp,
  type JobContext,
  type JobHandler,
  jobHandler,
  type JobHandlers,
  type JobOutcome,
  type Jobs,
  type JobStats,
  LeaseLost,
  type NewJob,
} from './types.ts'
