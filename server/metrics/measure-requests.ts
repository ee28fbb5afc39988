import type Koa from 'koa'
import type { Metrics } from './metrics.ts'

/** Times every request under its route pattern; pages and files are two patterns of their own. */
export function measureRequests(metrics: Metrics): Koa.Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now()
    try {
      await next()
    } finally {
      const route = routeOf(ctx)
      // A stream of hints lasts as long as its page is open: its length says nothing.
      if (route !== '/api/v1/live')
        metrics.request({ method: ctx.method, route, status: ctx.status, ms: performance.now() - startedAt })
    }
  }
}

function routeOf(ctx: Koa.Context): string {
  const named: unknown = ctx.state['route']
  if (typeof named === 'string') return named
  if (ctx.status === 404) return 'unmatched'
  if (ctx.path.startsWith('/assets/')) return 'assets'
  if (ctx.path === '/healthz' || ctx.path === '/readyz' || ctx.path === '/metrics') return ctx.path
  return 'pages'
}
