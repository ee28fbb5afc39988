import { z } from 'zod'
import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { jsonRoute } from '../../feature.ts'
import { announcedInput, groupParams, ownParams, ownPosts } from './contract.ts'
import { markAnnounced, readGroupPosts, readOwnPosts } from './read-own.ts'

const chat = { roles: ['advisor'] as const, apps: ['chat', 'console'] as const }

export const ownPostRoutes: Route<Deps>[] = [
  jsonRoute({
    ...chat,
    method: 'GET',
    path: '/api/v1/own-posts',
    summary: 'What the member has to confirm, publish or copy',
    output: ownPosts,
    handle: ({ deps, scope }) => readOwnPosts(deps, scope),
  }),
  jsonRoute({
    ...chat,
    method: 'POST',
    path: '/api/v1/own-posts/:id/announced',
    summary: 'The announcement stands in the group',
    params: ownParams,
    body: announcedInput,
    output: z.object({}),
    handle: async ({ deps, scope, params, body }) => {
      await markAnnounced(deps, scope, { postId: params.id, chatId: body.chatId })
      return {}
    },
  }),
  jsonRoute({
    ...chat,
    method: 'GET',
    path: '/api/v1/groups/:chatId/posts',
    summary: 'What of the company’s content is for a group today',
    params: groupParams,
    output: ownPosts,
    handle: ({ deps, scope, params }) => readGroupPosts(deps, scope, params.chatId),
  }),
]
