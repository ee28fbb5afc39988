import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { jsonRoute } from '../../feature.ts'
import {
  departureList,
  giver,
  ruleChange,
  ruleList,
  ruleParams,
  staffParams,
  successorList,
  successorQuery,
} from '../contract.ts'
import { listRules, saveRule } from '../rules/rules.ts'
import { listDepartures } from './list-departures.ts'
import { listSuccessors, readGiver } from './read-giver.ts'

const shared = { roles: ['manager', 'admin'] as const, apps: ['console'] as const }

const board: Route<Deps>[] = [
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/handover/departures',
    summary: 'Who has left and still holds customers or groups',
    output: departureList,
    handle: ({ deps, scope }) => listDepartures(deps, scope),
  }),
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/handover/givers/:staffId',
    summary: 'One person, and what a plan can choose from',
    params: staffParams,
    output: giver,
    handle: ({ deps, scope, params }) => readGiver(deps, scope, params.staffId),
  }),
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/handover/successors',
    summary: 'Who could take over',
    query: successorQuery,
    output: successorList,
    handle: ({ deps, scope, query }) => listSuccessors(deps, scope, query),
  }),
]

const rules: Route<Deps>[] = [
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/handover/rules',
    summary: 'What is planned by itself when somebody leaves, unit by unit',
    output: ruleList,
    handle: ({ deps, scope }) => listRules(deps, scope),
  }),
  jsonRoute({
    ...shared,
    method: 'PUT',
    path: '/api/v1/handover/rules/:unitId',
    summary: 'Choose what is planned by itself in one unit',
    params: ruleParams,
    body: ruleChange,
    output: ruleList,
    handle: ({ deps, scope, params, body }) => saveRule(deps, scope, { unitId: params.unitId, ...body }),
  }),
]

/** Who has left, who could take over, and what is planned by itself. */
export const boardRoutes: Route<Deps>[] = [...board, ...rules]
