import type Koa from 'koa'
import type { Ahead } from '../../platform/http/route.ts'
import type { App, Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { readCookie, sessionCookie } from './cookies.ts'
import { readSessionAhead } from './session-ahead.ts'
import { readSession } from './sessions.ts'

/** The scope of the browser's session for this app, or null: the gate of every route that is not public. */
export async function authenticate(deps: Deps, ctx: Koa.Context, app: App): Promise<Scope | null> {
  const token = readCookie(ctx.get('cookie'), sessionCookie(app, deps.settings.LIUKE_ORIGIN))
  const scope = token === null ? null : await readSession(deps, app, token)
  return scope && isOfNamedCorp(ctx, scope) ? scope : null
}

/** The same, with a route's statement in the same trip to the database; see JsonRoute.ahead. */
export async function authenticateAhead(
  deps: Deps,
  ctx: Koa.Context,
  { app, ahead }: { app: App; ahead: (expected: Scope) => Ahead },
): Promise<{ scope: Scope; found?: string | null } | null> {
  const token = readCookie(ctx.get('cookie'), sessionCookie(app, deps.settings.LIUKE_ORIGIN))
  const found = token === null ? null : await readSessionAhead(deps, { app, token, ahead })
  return found && isOfNamedCorp(ctx, found.scope) ? found : null
}

/** One browser may be a member of two corps: a page opened for one gets no answer of the other. */
function isOfNamedCorp(ctx: Koa.Context, scope: Scope): boolean {
  const named = ctx.get('x-liuke-corp') || ctx.query['corp']
  return named === undefined || named === '' || named === scope.corpId
}
