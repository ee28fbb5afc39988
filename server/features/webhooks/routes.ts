import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import {
  byId,
  deliveryDetail,
  deliveryList,
  deliveryQuery,
  endpointInput,
  endpointList,
  nothing,
  page,
  replayed,
  shownSecret,
} from './contract.ts'
import {
  changeEndpoint,
  createEndpoint,
  disableEndpoint,
  requireEndpoint,
  rotateSecret,
  testEndpoint,
} from './endpoints.ts'
import { listDeliveries, listEndpoints, readDelivery } from './read-deliveries.ts'
import { replay } from './replay.ts'

const shared = { roles: ['admin'] as const, apps: ['console'] as const }
const one = { ...shared, params: byId }
const ENDPOINT = '/api/v1/webhooks/endpoints/:id'
const DELIVERY = '/api/v1/webhooks/deliveries/:id'

export const webhookRoutes: Route<Deps>[] = [
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/webhooks/endpoints',
    summary: 'Addresses that hear what changes here',
    query: page,
    output: endpointList,
    handle: ({ deps, scope, query }) => listEndpoints(deps, scope, { ...query, cursor: query.cursor }),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/webhooks/endpoints',
    summary: 'A new endpoint; its secret is shown this once',
    body: endpointInput,
    output: shownSecret,
    status: 201,
    handle: ({ deps, scope, body }) => createEndpoint(deps, scope, body),
  }),
  jsonRoute({
    ...one,
    method: 'PUT',
    path: ENDPOINT,
    summary: 'Change an endpoint and switch it on',
    body: endpointInput,
    output: nothing,
    handle: async ({ deps, scope, params, body }) => {
      await changeEndpoint(deps, scope, { id: params.id, input: body })
      return {}
    },
  }),
  jsonRoute({
    ...one,
    method: 'DELETE',
    path: ENDPOINT,
    summary: 'Switch an endpoint off; its log stays',
    output: nothing,
    handle: async ({ deps, scope, params }) => {
      await disableEndpoint(deps, scope, params.id)
      return {}
    },
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${ENDPOINT}/secrets`,
    summary: 'A new secret; the old one signs as well for a day',
    output: shownSecret,
    status: 201,
    handle: ({ deps, scope, params }) => rotateSecret(deps, scope, params.id),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${ENDPOINT}/tests`,
    summary: 'Send a test message',
    output: nothing,
    status: 202,
    handle: async ({ deps, scope, params }) => {
      await testEndpoint(deps, scope, params.id)
      return {}
    },
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${ENDPOINT}/replays`,
    summary: 'Send the dead letters of an endpoint once more',
    output: replayed,
    handle: async ({ deps, scope, params }) => {
      await requireEndpoint(deps.database.db, scope, params.id)
      return { count: await replay(deps, { corpId: scope.corpId, endpointId: params.id }) }
    },
  }),
  jsonRoute({
    ...one,
    method: 'GET',
    path: `${ENDPOINT}/deliveries`,
    summary: 'What was sent to an endpoint and how it went',
    query: deliveryQuery,
    output: deliveryList,
    handle: ({ deps, scope, params, query }) =>
      listDeliveries(deps, scope, { ...query, cursor: query.cursor, endpointId: params.id }),
  }),
  jsonRoute({
    ...one,
    method: 'GET',
    path: DELIVERY,
    summary: 'One message with its tries',
    output: deliveryDetail,
    handle: ({ deps, scope, params }) => readDelivery(deps, scope, params.id),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${DELIVERY}/replay`,
    summary: 'Send one message once more',
    output: replayed,
    handle: async ({ deps, scope, params }) => ({
      count: await replay(deps, { corpId: scope.corpId, deliveryId: params.id }),
    }),
  }),
]
