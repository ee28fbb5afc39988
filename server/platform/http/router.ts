import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import type Koa from 'koa'
import { ZodError } from 'zod'
import { AppError } from './app-error.ts'
import { callOf, type Entered } from './call.ts'
import { refuseNul, toPlainText } from '../plain-text.ts'
import { requireSameSite } from './same-site.ts'
import { JsonText, type Ahead, type Call, type Route } from './route.ts'
import { hasRole, type App, type Scope } from './scope.ts'

export interface Gate {
  /** The scope of the signed-in person for this app, or null. */
  authenticate(ctx: Koa.Context, app: App): Promise<Scope | null>
  /** The same, with a route's statement in the same trip to the database; see JsonRoute.ahead. */
  authenticateAhead?(
    ctx: Koa.Context,
    app: App,
    ahead: (expected: Scope) => Ahead,
  ): Promise<{ scope: Scope; found?: string | null } | null>
  /** Own origin, for the same-site check of unsafe methods. */
  origin: string
}

/** Mounts the features' routes: who → may they → input → one call → body. */
export function mountRoutes<D>(routes: Route<D>[], deps: D, gate: Gate): Koa.Middleware {
  const readJson = bodyParser({ enableTypes: ['json'], jsonLimit: '256kb', encoding: 'utf-8' })
  const byArea = new Map<string, Router>()
  for (const route of routes) {
    const area = areaOf(route.path)
    const router = byArea.get(area) ?? new Router()
    byArea.set(area, router)
    const steps: Koa.Middleware[] = [enter(route, deps, gate)]
    if (route.body) steps.push(readJson)
    steps.push(route.raw ? rawStep(route, deps) : jsonStep(route, deps))
    router.register(route.path, [route.method], steps)
  }
  const mounted = new Map([...byArea].map(([area, router]) => [area, router.routes() as Koa.Middleware]))
  const others = mounted.get(OTHERS)
  return (ctx, next) => {
    const middleware = mounted.get(areaOf(ctx.path)) ?? others
    return middleware ? middleware(ctx, next) : next()
  }
}

const OTHERS = ''

/** '/api/v1/panel', '/wecom': the routes of one area are tried one by one, those of others not at all. */
function areaOf(path: string): string {
  const area = /^\/(?:api\/v1\/[\w-]+|wecom)/.exec(path)
  return area ? area[0] : OTHERS
}

/** The pattern, never the raw path, goes to logs and metrics. Nothing unstorable in the address goes further. */
function enter<D>(route: Route<D>, deps: D, gate: Gate): Koa.Middleware {
  return async (ctx, next) => {
    ctx.state['route'] = route.path
    refuseNul(ctx['params'])
    refuseNul(ctx.query)
    const entered: Entered =
      route.roles === 'public' ? { scope: null } : await admit(ctx, route, { deps, gate })
    ctx.state['entered'] = entered
    return next()
  }
}

async function admit<D>(
  ctx: Koa.Context,
  route: Route<D>,
  { deps, gate }: { deps: D; gate: Gate },
): Promise<Entered> {
  if (route.method !== 'GET') requireSameSite(ctx, gate.origin)
  const app = askedApp(ctx)
  if (!route.apps.includes(app)) throw new AppError('not-found')
  const ahead = aheadOf(ctx, route, deps)
  const entered =
    ahead && gate.authenticateAhead
      ? await gate.authenticateAhead(ctx, app, ahead)
      : { scope: await gate.authenticate(ctx, app) }
  if (!entered?.scope) throw new AppError('not-signed-in')
  if (route.roles !== 'public' && !hasRole(entered.scope, ...route.roles)) throw new AppError('not-allowed')
  return entered
}

/** Input that does not fit asks nothing ahead: who is not signed in learns that first. */
function aheadOf<D>(ctx: Koa.Context, route: Route<D>, deps: D): ((scope: Scope) => Ahead) | null {
  if (!route.ahead) return null
  const params = route.params?.safeParse(ctx['params'])
  const query = route.query?.safeParse(queryOf(ctx))
  if (params?.success === false || query?.success === false) return null
  return (scope) => {
    if (!route.ahead) throw new Error('the route has lost its statement')
    return route.ahead({ deps, scope, params: params?.data, query: query?.data })
  }
}

/** The two apps have separate sessions. Calls name theirs in a header; links (downloads, events) in the query. */
function askedApp(ctx: Koa.Context): App {
  const name = ctx.get('x-liuke-app') || ctx.query['app']
  return name === 'console' ? 'console' : 'chat'
}

function queryOf(ctx: Koa.Context): Record<string, unknown> {
  const { app: _app, corp: _corp, ...asked } = ctx.query
  return asked
}

function rawStep<D>(route: Route<D>, deps: D): Koa.Middleware {
  return async (ctx) => {
    const { scope }: Entered = ctx.state['entered']
    await route.raw?.(ctx, { deps, scope, requestId: ctx.state['requestId'] })
  }
}

function jsonStep<D>(route: Route<D>, deps: D): Koa.Middleware {
  return async (ctx) => {
    const params: unknown = route.params?.parse(ctx['params'])
    const query: unknown = route.query?.parse(queryOf(ctx))
    const body: unknown = route.body?.parse(toPlainText(ctx.request.body) ?? {})
    const entered: Entered = ctx.state['entered']
    const text = await insideTheDoor(route, callOf(ctx, deps, { ...entered, params, query, body }))
    ctx.status = route.status ?? 200
    ctx.set('Content-Type', 'application/json; charset=utf-8')
    ctx.body = text
  }
}

/** The caller's input has been checked: what does not fit a schema from here on is a fault of ours. */
async function insideTheDoor<D>(route: Route<D>, call: Call<D, unknown, unknown, unknown>): Promise<string> {
  try {
    const made = await route.handle?.(call)
    if (made instanceof JsonText) return made.text
    // The schema also drops what must not leave: an answer never holds more than its contract.
    return JSON.stringify(route.output ? route.output.parse(made) : {})
  } catch (error) {
    if (error instanceof ZodError)
      throw new Error('a value of ours does not fit its schema', { cause: error })
    throw error
  }
}
