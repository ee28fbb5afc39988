import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import {
  byId,
  chatMessage,
  messageInput,
  shareContent,
  shareInput,
  usage,
  usagePage,
  usageQuery,
  usageRowQuery,
} from './contract.ts'
import { prepareMessage } from './prepare-message.ts'
import { prepareShare } from './prepare-share.ts'
import { listUsage, readUsage } from './read-usage.ts'

const readers = {
  roles: ['advisor', 'manager', 'operator', 'admin'] as const,
  apps: ['chat', 'console'] as const,
}
const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

export const materialRoutes: Route<Deps>[] = [
  jsonRoute({
    ...readers,
    method: 'POST',
    path: '/api/v1/messages',
    summary: 'Make a script or material ready to be sent: media id, or links that tell who opened them',
    body: messageInput,
    output: chatMessage,
    handle: ({ deps, scope, body }) => prepareMessage(deps, scope, body),
  }),
  jsonRoute({
    ...readers,
    method: 'POST',
    path: '/api/v1/shares',
    summary: 'Make words and materials ready for the mass-send assistant or for moments',
    body: shareInput,
    output: shareContent,
    handle: ({ deps, scope, body }) => prepareShare(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/scripts/:id/usage',
    summary: 'How often something of the library was sent and opened, and by how many',
    params: byId,
    query: usageQuery,
    output: usage,
    handle: ({ deps, scope, params, query }) => readUsage(deps, scope, { ...params, ...query }),
  }),
  jsonRoute({
    ...editors,
    method: 'GET',
    path: '/api/v1/scripts/:id/usage/rows',
    summary: 'The messages or opens behind a number',
    params: byId,
    query: usageRowQuery,
    output: usagePage,
    handle: ({ deps, scope, params, query }) => listUsage(deps, scope, { ...params, ...query }),
  }),
]
