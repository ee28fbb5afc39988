import { z } from 'zod'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import { endLink, listChannelLinks, makeChannelLink } from './channel-links.ts'
import { byId, channelLink, channelLinkInput, channelLinkPage, channelLinkQuery } from './contract.ts'

const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

export const channelLinkRoutes: Route<Deps>[] = [
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/links',
    summary: 'Links of a material for channels, with their opens',
    query: channelLinkQuery,
    output: channelLinkPage,
    handle: ({ deps, scope, query }) => listChannelLinks(deps, scope, query),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/links',
    summary: 'A link of a material for a channel; the one there is when asked again',
    body: channelLinkInput,
    output: channelLink,
    status: 201,
    handle: ({ deps, scope, body }) => makeChannelLink(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/links/:id/end',
    summary: 'End a link; audited',
    params: byId,
    body: z.strictObject({}),
    output: byId,
    handle: async ({ deps, scope, params }) => {
      await endLink(deps, scope, params.id)
      return params
    },
  }),
]
