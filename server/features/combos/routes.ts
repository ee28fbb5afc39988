import { z } from 'zod'
import { customerParams } from '../customers/contract.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import type { Route } from '../../platform/http/route.ts'
import {
  comboCustomers,
  comboList,
  comboParams,
  comboSetting,
  comboSwitch,
  itemList,
  itemParams,
  itemRow,
  itemStock,
  offerList,
  pageQuery,
  startedMining,
} from './contract.ts'
import { listRuleCustomers, listRules } from './list-rules.ts'
import { readOffers } from './read-offers.ts'
import { listStock, writeStock } from './stock.ts'
import { switchCombos, switchRule } from './switch-rule.ts'

const forLeaders = { roles: ['manager', 'operator', 'admin'] as const, apps: ['console'] as const }
const forEditors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

export const comboRoutes: Route<Deps>[] = [
  jsonRoute({
    method: 'GET',
    path: '/api/v1/customers/:id/offers',
    summary: 'What goes with what a customer has bought, with reason and stock',
    roles: ['advisor'],
    apps: ['chat', 'console'],
    params: customerParams,
    output: offerList,
    handle: ({ deps, scope, params }) => readOffers(deps, scope, params.id),
  }),
  jsonRoute({
    ...forLeaders,
    method: 'GET',
    path: '/api/v1/combos',
    summary: 'Which items go together, strongest first',
    query: pageQuery,
    output: comboList,
    handle: ({ deps, scope, query }) => listRules(deps, scope, { cursor: query.cursor, limit: query.limit }),
  }),
  jsonRoute({
    ...forLeaders,
    method: 'GET',
    path: '/api/v1/combos/:id/customers',
    summary: 'To whom a combination leads, of the customers one may see',
    params: comboParams,
    query: pageQuery,
    output: comboCustomers,
    handle: ({ deps, scope, params, query }) =>
      listRuleCustomers(deps, scope, { id: params.id, cursor: query.cursor, limit: query.limit }),
  }),
  jsonRoute({
    ...forEditors,
    method: 'PUT',
    path: '/api/v1/combos/:id',
    summary: 'Take a combination out of use, or back',
    params: comboParams,
    body: comboSwitch,
    output: comboSwitch,
    handle: ({ deps, scope, params, body }) => switchRule(deps, scope, { ...params, ...body }),
  }),
  jsonRoute({
    ...forEditors,
    method: 'PUT',
    path: '/api/v1/combo-setting',
    summary: 'Switch product combinations off or on for the corp',
    body: comboSetting,
    output: comboSetting,
    handle: ({ deps, scope, body }) => switchCombos(deps, scope, body.isOn),
  }),
  jsonRoute({
    ...forEditors,
    method: 'POST',
    path: '/api/v1/combo-minings',
    summary: 'Look for combinations anew',
    body: z.strictObject({}),
    output: startedMining,
    status: 202,
    handle: async ({ deps, scope: { corpId } }) => ({
      jobId: await deps.jobs.add(deps.database.db, {
        name: 'combos.mine',
        corpId,
        payload: {},
        key: 'asked',
        lane: 'import',
      }),
    }),
  }),
  jsonRoute({
    ...forLeaders,
    method: 'GET',
    path: '/api/v1/items',
    summary: 'Articles and whether they can be had',
    query: pageQuery,
    output: itemList,
    handle: ({ deps, scope, query }) => listStock(deps, scope, { cursor: query.cursor, limit: query.limit }),
  }),
  jsonRoute({
    ...forEditors,
    method: 'PUT',
    path: '/api/v1/items/:code',
    summary: 'Say whether an article can be had',
    params: itemParams,
    body: itemStock,
    output: itemRow,
    handle: ({ deps, scope, params, body }) => writeStock(deps, scope, { ...params, ...body }),
  }),
]
