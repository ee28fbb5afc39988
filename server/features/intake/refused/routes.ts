import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { jsonRoute } from '../../feature.ts'
import { ofSource, page } from '../admin/contract.ts'
import { ofRefusal, refusalList, refusalRevealed, sendAgain, sentAgain } from './contract.ts'
import { listRefusals } from './read-refusals.ts'
import { revealRefusal } from './reveal-refusal.ts'
import { sendRefusalAgain } from './send-again.ts'

const shared = { roles: ['admin'] as const, apps: ['console'] as const }

export const refusedRoutes: Route<Deps>[] = [
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/intake/sources/:id/refusals',
    summary: 'Items that were refused and why; values masked',
    params: ofSource,
    query: page,
    output: refusalList,
    handle: ({ deps, scope, params, query }) =>
      listRefusals(deps, scope, { ...query, cursor: query.cursor, sourceId: params.id }),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/intake/sources/:id/refusals/:refusalId/reveal',
    summary: 'What a refused item said; audited and limited',
    params: ofRefusal,
    output: refusalRevealed,
    handle: ({ deps, scope, params: { id, refusalId } }) =>
      revealRefusal(deps, scope, { sourceId: id, refusalId }),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/intake/sources/:id/refusals/:refusalId/again',
    summary: 'Send a refused item again through the same door, as it came or mended (audited)',
    params: ofRefusal,
    body: sendAgain,
    output: sentAgain,
    handle: ({ deps, scope, params: { id, refusalId }, body }) =>
      sendRefusalAgain(deps, scope, { sourceId: id, refusalId, item: body.item }),
  }),
]
