import { z } from 'zod'
import { jsonRoute, type Feature } from '../feature.ts'
import { groupParams } from '../groups/contract.ts'
import { customerPanel, groupPanel, panelQuery } from './contract.ts'
import { panelStatement, readCustomerPanel } from './read-customer-panel.ts'
import { readGroupPanel } from './read-group-panel.ts'

const shared = { method: 'GET', roles: ['advisor'] as const, apps: ['chat', 'console'] as const } as const

export const panel: Feature = {
  name: 'panel',
  routes: [
    jsonRoute({
      ...shared,
      path: '/api/v1/panel/contacts/:externalUserid',
      summary: "The first second of the advisor's sidebar",
      params: z.object({ externalUserid: z.string().min(1).max(64) }),
      query: panelQuery,
      output: customerPanel,
      ahead: ({ deps, scope, params }) => panelStatement(deps, scope, params.externalUserid),
      handle: ({ deps, scope, params, query, found }) =>
        readCustomerPanel(deps, scope, { externalUserid: params.externalUserid, entry: query.entry, found }),
    }),
    jsonRoute({
      ...shared,
      path: '/api/v1/panel/groups/:chatId',
      summary: 'The head of the group sidebar',
      params: groupParams,
      query: panelQuery,
      output: groupPanel,
      handle: ({ deps, scope, params }) => readGroupPanel(deps, scope, params.chatId),
    }),
  ],
}
