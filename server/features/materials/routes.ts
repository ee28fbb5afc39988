import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import { chatMessage, messageInput } from './contract.ts'
import { prepareMessage } from './prepare-message.ts'

const readers = {
  roles: ['advisor', 'manager', 'operator', 'admin'] as const,
  apps: ['chat', 'console'] as const,
}

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
]
