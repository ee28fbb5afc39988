import type { Feature } from '../feature.ts'
import { callbackRoutes } from './callback-route.ts'
import { OBJECT_JOB } from './event-object.ts'
import { objectHandler } from './object-job.ts'
import { reconcileJobs } from './reconcile-jobs.ts'
import { syncAfterRestore } from './after-restore.ts'
import { syncRoutes } from './routes.ts'
import { RUN_JOB, runJob } from './run-job.ts'

export { startSyncRun } from './start-run.ts'
export { followRun, runSyncCli } from './sync-cli.ts'

/** Keeps the copy equal to WeCom: runs, received events, reconciliation. */
export const sync: Feature = {
  name: 'sync',
  routes: [...callbackRoutes, ...syncRoutes],
  jobs: (deps) => ({
    [RUN_JOB]: runJob(deps),
    [OBJECT_JOB]: objectHandler(deps),
    ...reconcileJobs(deps),
  }),
  afterRestore: syncAfterRestore,
}
