import type { Feature } from '../feature.ts'
import { callbackRoutes } from './callback-route.ts'
import { OBJECT_JOB, OBJECTS_JOB } from './event-object.ts'
import { objectHandler } from './object-job.ts'
import { objectsHandler, resumeEvents } from './objects-job.ts'
import { reconcileJobs } from './reconcile-jobs.ts'
import { syncAfterRestore } from './after-restore.ts'
import { NEWS_JOB, newsJob, resumeNews } from './news-of-run.ts'
import { syncRoutes } from './routes.ts'
import { RUN_JOB, runJob } from './run-job.ts'

export { callbacksFirst } from './callback-door.ts'
export { startSyncRun } from './start-run.ts'
export { followRun, runSyncCli } from './sync-cli.ts'

/** Keeps the copy equal to WeCom: runs, received events, reconciliation. */
export const sync: Feature = {
  name: 'sync',
  routes: [...callbackRoutes, ...syncRoutes],
  jobs: (deps) => ({
    [RUN_JOB]: runJob(deps),
    [NEWS_JOB]: newsJob(deps),
    [OBJECT_JOB]: objectHandler(deps),
    [OBJECTS_JOB]: objectsHandler(deps),
    ...reconcileJobs(deps),
  }),
  async resume(deps, corpId) {
    await resumeEvents(deps, corpId)
    await resumeNews(deps, corpId)
  },
  afterRestore: syncAfterRestore,
}
