import type Koa from 'koa'
import type { App } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { clearCookie, loginCookie, readCookie, sessionCookie, setCookie } from './cookies.ts'
import { closeSession } from './sessions.ts'

/** After a login: the new session takes the place of the browser's old one, and the login itself is used up. */
export async function replaceSession(
  ctx: Koa.Context,
  deps: Deps,
  { app, session }: { app: App; session: { token: string; maxAgeMs: number } },
): Promise<void> {
  const { LIUKE_ORIGIN: origin } = deps.settings
  await closeOldSession(ctx, deps, app)
  clearCookie(ctx, loginCookie(app, origin), origin)
  setCookie(ctx, sessionCookie(app, origin), session.token, { origin, maxAgeMs: session.maxAgeMs })
}

export async function closeOldSession(ctx: Koa.Context, deps: Deps, app: App): Promise<void> {
  const token = readCookie(ctx.get('cookie'), sessionCookie(app, deps.settings.LIUKE_ORIGIN))
  if (token !== null) await closeSession(deps, token)
}
