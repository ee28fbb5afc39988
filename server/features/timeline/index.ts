import { customerParams } from '../customers/contract.ts'
import { jsonRoute, type Feature } from '../feature.ts'
import { orderPage, timelinePage, timelineQuery } from './contract.ts'
import { readOrders } from './read-orders.ts'
import { readTimeline } from './read-timeline.ts'

const shared = { method: 'GET', roles: ['advisor'] as const, apps: ['chat', 'console'] as const } as const

export const timeline: Feature = {
  name: 'timeline',
  routes: [
    jsonRoute({
      ...shared,
      path: '/api/v1/customers/:id/timeline',
      summary: 'Everything dated about a customer, newest first',
      params: customerParams,
      query: timelineQuery,
      output: timelinePage,
      handle: ({ deps, scope, params, query }) => readTimeline(deps, scope, { customerId: params.id, query }),
    }),
    jsonRoute({
      ...shared,
      path: '/api/v1/customers/:id/orders',
      summary: 'Orders of a customer, newest first',
      params: customerParams,
      query: timelineQuery.pick({ cursor: true, limit: true }),
      output: orderPage,
      handle: ({ deps, scope, params, query }) =>
        readOrders(deps, scope, { customerId: params.id, cursor: query.cursor, limit: query.limit }),
    }),
  ],
}
