import Koa from 'koa'
import type { Deps } from './features/deps.ts'
import { healthRoutes } from './health.ts'
import { metricsRoute } from './metrics/metrics-routes.ts'

/** What operators ask of any process, also of a worker that serves no pages: OPS_PORT. */
export function createOpsApp(deps: Deps): Koa {
  const app = new Koa()
  app.on('error', (error: unknown) => deps.log.debug({ err: error }, 'an operator’s connection failed'))
  app.use(healthRoutes(deps))
  app.use(metricsRoute(deps, { isOwnPort: true }))
  return app
}
