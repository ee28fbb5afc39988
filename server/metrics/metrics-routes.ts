import { createHash, timingSafeEqual } from 'node:crypto'
import type Koa from 'koa'
import { Registry } from 'prom-client'
import type { Deps } from '../features/deps.ts'
import { processRegistry } from './metrics.ts'
import { readGauges } from './read-gauges.ts'

/**
 * GET /metrics. With METRICS_TOKEN whoever has it; without one only where nothing but this machine can come: the
 * service's own address is loopback, or the request came in on OPS_PORT (`isOwnPort`).
 */
export function metricsRoute(deps: Deps, { isOwnPort }: { isOwnPort: boolean }): Koa.Middleware {
  let reading: Promise<void> | null = null
  const open = isOwnPort || isLoopback(new URL(deps.settings.LIUKE_ORIGIN).hostname)
  return async (ctx, next) => {
    if (ctx.path !== '/metrics') return next()
    ctx.set('Cache-Control', 'no-store')
    const token = deps.settings.METRICS_TOKEN
    if (token === undefined && !open)
      return refuse(ctx, 403, 'Set METRICS_TOKEN or OPS_PORT to read the metrics')
    if (token !== undefined && !isSame(ctx.get('authorization'), `Bearer ${token}`)) {
      ctx.set('WWW-Authenticate', 'Bearer')
      return refuse(ctx, 401, 'The metrics want the bearer token of METRICS_TOKEN')
    }
    // Several who look at once make one read.
    reading ??= readGauges(deps).finally(() => {
      reading = null
    })
    await reading
    const all = Registry.merge([deps.metrics.registry, processRegistry()])
    ctx.type = all.contentType
    ctx.body = await all.metrics()
  }
}

function refuse(ctx: Koa.Context, status: number, why: string): void {
  ctx.status = status
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = `${why}\n`
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
