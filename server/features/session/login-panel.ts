import { AppError } from '../../platform/http/app-error.ts'
import { requireSameSite } from '../../platform/http/same-site.ts'
import { namedCorp, type CorpAccess } from '../corps.ts'
import type { Deps } from '../deps.ts'
import { rawRoute } from '../feature.ts'
import { loginOptions, panelLogin, type LoginOptions } from './contract.ts'
import { loginCookie, readCookie, setCookie } from './cookies.ts'
import { logIn } from './log-in.ts'
import { replaceSession } from './replace-session.ts'
import { hashToken, newToken } from './sessions.ts'
import { STATE_LIFE_MS } from './oauth-state.ts'
import { readSmallJson } from '../../platform/http/read-json.ts'

/**
 * Login on a desktop browser. The panel's callback gives a code without a state, so the exchange is bound by a
 * nonce that the page got together with an HttpOnly cookie of the same login.
 */
export const loginPanelRoutes = [
  rawRoute({
    method: 'GET',
    path: '/api/v1/login/options',
    summary: 'How this browser can sign in to the console',
    roles: 'public',
    apps: ['console'],
    raw: async (ctx, { deps }) => {
      const secret = newToken()
      const origin = deps.settings.LIUKE_ORIGIN
      setCookie(ctx, loginCookie('console', origin), secret, { origin, maxAgeMs: STATE_LIFE_MS })
      const corp = await loginCorp(deps, ctx.query['corp'])
      ctx.body = loginOptions.parse(await optionsOf(deps, { corp, nonce: hashToken(secret) }))
    },
  }),
  rawRoute({
    method: 'POST',
    path: '/api/v1/login/panel',
    summary: 'Exchange the code of the web login panel for a session',
    roles: 'public',
    apps: ['console'],
    raw: async (ctx, { deps }) => {
      const { LIUKE_ORIGIN: origin } = deps.settings
      requireSameSite(ctx, origin)
      const { code, nonce, corp } = panelLogin.parse(await readSmallJson(ctx))
      const secret = readCookie(ctx.get('cookie'), loginCookie('console', origin))
      if (secret === null || hashToken(secret) !== nonce)
        throw new AppError('login-expired', { log: 'panel nonce' })
      const { corpId } = await loginCorp(deps, corp)
      const session = await logIn(deps, { corpId, app: 'console', code })
      await replaceSession(ctx, deps, { app: 'console', session })
      ctx.body = {}
    },
  }),
]

async function loginCorp(deps: Deps, named: unknown): Promise<CorpAccess> {
  const corp = await namedCorp(deps.corps, named)
  if (!corp) throw new AppError('login-refused', { tell: { reason: 'unknown-corp' } })
  return corp
}

async function optionsOf(
  deps: Deps,
  { corp: { corpId, agentId }, nonce }: { corp: CorpAccess; nonce: string },
): Promise<LoginOptions> {
  const { LIUKE_DEMO_HOST: demoHost, LIUKE_ORIGIN: origin } = deps.settings
  const redirectUri = `${origin}/login/wecom/callback`
  if (!demoHost) return { mode: 'panel', corpId, agentId, redirectUri, nonce, demoLinks: [] }
  const roles = await deps.database.db.staffRole.findMany({
    where: { corpId },
    orderBy: [{ role: 'asc' }, { staffId: 'asc' }],
    take: 20,
  })
  const staff = await deps.database.db.staff.findMany({
    where: { corpId, id: { in: roles.map((row) => row.staffId) }, status: 'active' },
    select: { id: true, userid: true, name: true, position: true },
  })
  const links = staff.map((person) => ({
    name: person.name,
    role: roles.find((row) => row.staffId === person.id)?.role ?? 'advisor',
    position: person.position ?? '',
    url: `${demoHost}/desk/login-as?userid=${encodeURIComponent(person.userid)}&to=console`,
  }))
  return { mode: 'demo', corpId, agentId, redirectUri, nonce, demoLinks: links }
}
