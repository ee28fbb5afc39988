import { z } from 'zod'
import { jsonRoute, rawRoute, type Feature } from '../feature.ts'
import { language, me, nothing, signature, signatureRequest } from './contract.ts'
import { clearCookie, readCookie, sessionCookie } from './cookies.ts'
import { loginPages } from './login-pages.ts'
import { loginPanelRoutes } from './login-panel.ts'
import { readMe } from './read-me.ts'
import { closeSession, endAllSessions, sweepSessions } from './sessions.ts'
import { signPage } from './sign-jssdk.ts'
import { streamHints } from './stream-hints.ts'

const everyone = ['advisor'] as const
const bothApps = ['chat', 'console'] as const

export const session: Feature = {
  name: 'session',
  routes: [
    ...loginPages,
    ...loginPanelRoutes,
    jsonRoute({
      method: 'GET',
      path: '/api/v1/me',
      summary: 'Who is signed in',
      roles: everyone,
      apps: bothApps,
      output: me,
      handle: ({ deps, scope }) => readMe(deps, scope),
    }),
    jsonRoute({
      method: 'PUT',
      path: '/api/v1/me/language',
      summary: 'Choose the language of texts and app messages',
      roles: everyone,
      apps: bothApps,
      body: language,
      output: nothing,
      handle: async ({ deps, scope: { corpId, staffId }, body }) => {
        await deps.database.db.staff.updateMany({
          where: { corpId, id: staffId },
          data: { language: body.language },
        })
        return {}
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/api/v1/jssdk/signature',
      summary: 'Sign a page of this origin for the JS-SDK',
      roles: everyone,
      apps: bothApps,
      body: signatureRequest,
      output: signature,
      handle: ({ deps, scope, body }) => signPage(deps, { corpId: scope.corpId, ...body }),
    }),
    rawRoute({
      method: 'POST',
      path: '/api/v1/session/end',
      summary: 'Sign out',
      roles: everyone,
      apps: bothApps,
      raw: async (ctx, { deps, scope }) => {
        const origin = deps.settings.LIUKE_ORIGIN
        const name = sessionCookie(scope?.app ?? 'chat', origin)
        const token = readCookie(ctx.get('cookie'), name)
        if (token !== null) await closeSession(deps, token)
        clearCookie(ctx, name, origin)
        ctx.body = {}
      },
    }),
    rawRoute({
      method: 'GET',
      path: '/api/v1/live',
      summary: 'Hints of changes as server-sent events: ids and counts only',
      roles: everyone,
      apps: bothApps,
      raw: async (ctx, { deps, scope }) => {
        if (scope) streamHints(ctx, deps, scope)
      },
    }),
  ],
  jobs: (deps) => ({
    'sessions.sweep': { parse: (payload) => z.unknown().parse(payload), run: () => sweepSessions(deps) },
  }),
  afterRestore: (tx) => endAllSessions(tx),
}
