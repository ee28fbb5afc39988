import compress from 'koa-compress'
import Koa from 'koa'
import send from 'koa-static'
import type { Deps } from './features/deps.ts'
import type { Feature } from './features/feature.ts'
import { authenticate, authenticateAhead } from './features/session/authenticate.ts'
import { healthRoutes } from './health.ts'
import { measureRequests } from './metrics/measure-requests.ts'
import { metricsRoute } from './metrics/metrics-routes.ts'
import { securityHeaders } from './platform/http/headers.ts'
import { loadPages } from './platform/http/pages.ts'
import { problemMiddleware } from './platform/http/problem.ts'
import { requestId } from './platform/http/request-id.ts'
import { mountRoutes } from './platform/http/router.ts'
import { serveOpenApi } from './platform/http/open-api.ts'
import { translateError } from './translate-error.ts'

const YEAR_MS = 365 * 24 * 3_600_000

/** The whole service as a Koa app; it never listens by itself. */
export async function createApp(
  deps: Deps,
  features: readonly Feature[],
  { webRoot }: { webRoot: string },
): Promise<Koa> {
  const { LIUKE_ORIGIN: origin, LIUKE_DEMO_HOST: demoHost } = deps.settings
  const routes = features.flatMap((feature) => feature.routes ?? [])
  const app = new Koa()
  app.on('error', (error: unknown) => {
    // A browser that leaves in the middle of a stream of hints or of a download is no failure of ours.
    if (isClientGone(error)) deps.log.debug({ err: error }, 'connection closed by the client')
    else deps.log.error({ err: error }, 'connection failed')
  })
  app.use(requestId)
  app.use(securityHeaders({ isHttps: origin.startsWith('https://') }))
  app.use(measureRequests(deps.metrics))
  app.use(problemMiddleware(deps.log, translateError))
  app.use(compress({ threshold: 1400, br: false }))
  const mounted = mountRoutes(routes, deps, {
    origin,
    authenticate: (ctx, name) => authenticate(deps, ctx, name),
    authenticateAhead: (ctx, name, ahead) => authenticateAhead(deps, ctx, { app: name, ahead }),
  })
  // Calls of the API and callbacks go straight to their route; pages and files are asked only about other paths.
  app.use((ctx, next) => (/^\/(api|wecom)\//.test(ctx.path) ? mounted(ctx, next) : next()))
  app.use(healthRoutes(deps))
  app.use(metricsRoute(deps, { isOwnPort: false }))
  app.use(serveOpenApi(routes))
  app.use(await loadPages({ webRoot, demoHost }))
  // Names of built files carry their hash, so they never change.
  const assets = send(webRoot, { index: false, maxage: YEAR_MS, immutable: true })
  // Other paths never ask the disk.
  app.use((ctx, next) => (ctx.path.startsWith('/assets/') ? assets(ctx, next) : next()))
  app.use(mounted)
  return app
}

function isClientGone(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET' || error.code === 'EPIPE'
}
