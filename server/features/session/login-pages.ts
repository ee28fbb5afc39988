import type Koa from 'koa'
import { AppError } from '../../platform/http/app-error.ts'
import type { App } from '../../platform/http/scope.ts'
import { rawRoute } from '../feature.ts'
import { namedCorp, type CorpAccess } from '../corps.ts'
import type { Deps } from '../deps.ts'
import { clearCookie, loginCookie, readCookie, sessionCookie, setCookie } from './cookies.ts'
import { logIn } from './log-in.ts'
import { loginProblemPage } from './login-problem-page.ts'
import { redeemLogin, rememberLogin, safeReturnPath, STATE_LIFE_MS } from './oauth-state.ts'
import { closeOldSession, replaceSession } from './replace-session.ts'
import { newToken } from './sessions.ts'

/** The two legs of WeCom's OAuth; both end in a redirect, or in a page that says what to do. */
export const loginPages = [
  rawRoute({
    method: 'GET',
    path: '/login/wecom',
    summary: 'Start the WeCom login',
    roles: 'public',
    apps: ['chat', 'console'],
    raw: async (ctx, { deps, requestId }) => {
      try {
        await startLogin(ctx, deps)
      } catch (error) {
        if (!(error instanceof AppError)) deps.log.error({ err: error, requestId }, 'login failed')
        loginProblemPage(ctx, { error, requestId })
      }
    },
  }),
  rawRoute({
    method: 'GET',
    path: '/login/wecom/callback',
    summary: 'Come back from the WeCom login',
    roles: 'public',
    apps: ['chat', 'console'],
    raw: async (ctx, { deps, requestId }) => {
      try {
        await finishLogin(ctx, deps)
      } catch (error) {
        if (!(error instanceof AppError)) deps.log.error({ err: error, requestId }, 'login failed')
        loginProblemPage(ctx, { error, requestId })
      }
    },
  }),
]

async function startLogin(ctx: Koa.Context, deps: Deps): Promise<void> {
  const { LIUKE_ORIGIN: origin } = deps.settings
  const app: App = ctx.query['app'] === 'console' ? 'console' : 'chat'
  const corp = await namedCorp(deps.corps, ctx.query['corp'])
  if (!corp) throw new AppError('login-refused', { tell: { reason: 'unknown-corp' } })
  if (ctx.query['fresh'] === '1') {
    await closeOldSession(ctx, deps, app)
    clearCookie(ctx, sessionCookie(app, origin), origin)
  }
  const browserNonce = newToken()
  const returnPath = safeReturnPath(ctx.query['return'], app)
  const state = await rememberLogin(deps, { corpId: corp.corpId, app, returnPath, browserNonce })
  setCookie(ctx, loginCookie(app, origin), browserNonce, { origin, maxAgeMs: STATE_LIFE_MS })
  ctx.redirect(authorizeUrl(corp, { origin, state }))
}

function authorizeUrl(corp: CorpAccess, { origin, state }: { origin: string; state: string }): string {
  const url = new URL('/connect/oauth2/authorize', corp.oauthBase)
  url.search = new URLSearchParams({
    appid: corp.corpId,
    redirect_uri: `${origin}/login/wecom/callback`,
    response_type: 'code',
    scope: 'snsapi_base',
    state,
    agentid: String(corp.agentId),
  }).toString()
  url.hash = 'wechat_redirect'
  return url.href
}

async function finishLogin(ctx: Koa.Context, deps: Deps): Promise<void> {
  const { LIUKE_ORIGIN: origin } = deps.settings
  const { code, state } = ctx.query
  if (typeof state !== 'string') throw new AppError('login-expired', { log: 'no state' })
  const cookies = ctx.get('cookie')
  const login = await redeemLogin(deps, {
    state,
    browserNonceOf: (app) => readCookie(cookies, loginCookie(app, origin)),
  })
  if (typeof code !== 'string' || code === '')
    throw new AppError('login-refused', { tell: { reason: 'declined' } })
  const session = await logIn(deps, { corpId: login.corpId, app: login.app, code })
  await replaceSession(ctx, deps, { app: login.app, session })
  // Without a fragment of its own the new address would inherit #wechat_redirect.
  ctx.redirect(login.returnPath.includes('#') ? login.returnPath : `${login.returnPath}#`)
}
