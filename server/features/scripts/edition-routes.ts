import { z } from 'zod'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import { byId, decision, edition, editionParams, scriptEditions, scriptSetting } from './contract.ts'
import { decideEdition, listEditions, restoreEdition, submitEdition } from './decide-edition.ts'
import { readScriptSetting, saveScriptSetting } from './script-setting.ts'

const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }
const admins = { roles: ['admin'] as const, apps: ['console'] as const }
const one = { ...editors, method: 'POST', params: editionParams, output: edition } as const

export const editionRoutes: Route<Deps>[] = [
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/script-settings',
    summary: 'Whether new texts need somebody who agrees',
    output: scriptSetting,
    handle: ({ deps, scope }) => readScriptSetting(deps, scope.corpId),
  }),
  jsonRoute({
    ...admins,
    method: 'PUT',
    path: '/api/v1/script-settings',
    summary: 'Ask for approval of new texts, or no longer; audited',
    body: scriptSetting,
    output: scriptSetting,
    handle: ({ deps, scope, body }) => saveScriptSetting(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/scripts/:id/versions',
    summary: 'Every edition of a script, newest first',
    params: byId,
    output: scriptEditions,
    handle: ({ deps, scope, params }) => listEditions(deps, scope, params.id),
  }),
  jsonRoute({
    ...one,
    path: '/api/v1/scripts/:id/versions/:version/submit',
    summary: 'Hand a draft in',
    body: z.strictObject({}),
    handle: ({ deps, scope, params }) => submitEdition(deps, scope, params),
  }),
  jsonRoute({
    ...one,
    path: '/api/v1/scripts/:id/versions/:version/decision',
    summary: 'Agree to an edition, or refuse it with a reason',
    body: decision,
    handle: ({ deps, scope, params, body }) => decideEdition(deps, scope, { ...params, ...body }),
  }),
  jsonRoute({
    ...one,
    path: '/api/v1/scripts/:id/versions/:version/restore',
    summary: 'Make an old text the newest edition',
    body: z.strictObject({}),
    handle: ({ deps, scope, params }) => restoreEdition(deps, scope, params),
  }),
]
