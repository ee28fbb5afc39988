import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, rawRoute } from '../feature.ts'
import {
  newSource,
  nothing,
  ofKey,
  ofSource,
  page,
  shownKey,
  sourceDetail,
  sourceLimits,
  sourceList,
} from './admin/contract.ts'
import { intakeAnswer, intakeRequest } from './contract.ts'
import { listSources, readSource } from './read-sources.ts'
import { receiveFacts } from './receive.ts'
import { createSource, endKey, revokeSource, rotateKey, setLimits } from './sources.ts'

const shared = { roles: ['admin'] as const, apps: ['console'] as const }

export const intakeRoutes: Route<Deps>[] = [
  {
    ...rawRoute({
      method: 'POST',
      path: '/api/v1/intake',
      summary: 'Other systems tell facts, up to 1,000 at once. Authorization: Bearer <key of the source>',
      roles: 'public',
      apps: [],
      raw: (ctx, { deps }) => receiveFacts(ctx, deps),
    }),
    documents: { body: intakeRequest, output: intakeAnswer },
  },
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/intake/sources',
    summary: 'Systems that tell us facts',
    query: page,
    output: sourceList,
    handle: ({ deps, scope, query }) => listSources(deps, scope, { ...query, cursor: query.cursor }),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/intake/sources',
    summary: 'A new source; its key is shown this once',
    body: newSource,
    output: shownKey,
    status: 201,
    handle: ({ deps, scope, body }) => createSource(deps, scope, body),
  }),
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/intake/sources/:id',
    summary: 'One source with its counts',
    params: ofSource,
    output: sourceDetail,
    handle: ({ deps, scope, params }) => readSource(deps, scope, params.id),
  }),
  jsonRoute({
    ...shared,
    method: 'PUT',
    path: '/api/v1/intake/sources/:id/limits',
    summary: 'How much a source may tell',
    params: ofSource,
    body: sourceLimits,
    output: nothing,
    handle: async ({ deps, scope, params, body }) => {
      await setLimits(deps, scope, { sourceId: params.id, limits: body })
      return {}
    },
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/intake/sources/:id/keys',
    summary: 'A new key; the one before it ends in seven days',
    params: ofSource,
    output: shownKey,
    status: 201,
    handle: ({ deps, scope, params }) => rotateKey(deps, scope, params.id),
  }),
  jsonRoute({
    ...shared,
    method: 'DELETE',
    path: '/api/v1/intake/sources/:id/keys/:keyId',
    summary: 'End one key at once',
    params: ofKey,
    output: nothing,
    handle: async ({ deps, scope, params }) => {
      await endKey(deps, scope, { sourceId: params.id, keyId: params.keyId })
      return {}
    },
  }),
  jsonRoute({
    ...shared,
    method: 'DELETE',
    path: '/api/v1/intake/sources/:id',
    summary: 'Revoke a source; what it told stays',
    params: ofSource,
    output: nothing,
    handle: async ({ deps, scope, params }) => {
      await revokeSource(deps, scope, params.id)
      return {}
    },
  }),
]
