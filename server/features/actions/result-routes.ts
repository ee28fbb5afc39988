import { z } from 'zod'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { customerParams } from '../customers/contract.ts'
import { jsonRoute } from '../feature.ts'
import {
  experiment,
  experimentId,
  experimentInput,
  experimentPage,
  experimentQuery,
} from './experiments/contract.ts'
import { endExperiment, startExperiment } from './experiments/edit-experiment.ts'
import { listExperiments } from './experiments/read-experiments.ts'
import {
  armQuery,
  policyList,
  policyQuery,
  pushTime,
  resultPage,
  resultQuery,
  scriptParams,
  segmentList,
  segmentQuery,
  sendPage,
  sendQuery,
} from './results/contract.ts'
import { evaluatePolicies } from './results/evaluate-policies.ts'
import { listArmSends, listSends } from './results/list-sends.ts'
import { readPushTime } from './results/read-push-time.ts'
import { readResults, readSegments } from './results/read-results.ts'

const operators = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

/** What came of the scripts, and comparisons of them. */
export const resultRoutes: Route<Deps>[] = [
  jsonRoute({
    ...operators,
    method: 'GET',
    path: '/api/v1/script-results',
    summary: 'How each script did, with intervals',
    query: resultQuery,
    output: resultPage,
    handle: ({ deps, scope, query }) => readResults(deps, scope, query),
  }),
  jsonRoute({
    ...operators,
    method: 'GET',
    path: '/api/v1/script-policies',
    summary: 'What always taking one script would have brought, where the log can say',
    query: policyQuery,
    output: policyList,
    handle: ({ deps, scope, query }) => evaluatePolicies(deps, scope, query),
  }),
  jsonRoute({
    ...operators,
    method: 'GET',
    path: '/api/v1/script-results/:scriptId/segments',
    summary: 'How a script did by tier and stage',
    params: scriptParams,
    query: segmentQuery,
    output: segmentList,
    handle: ({ deps, scope, params, query }) => readSegments(deps, scope, { ...params, ...query }),
  }),
  jsonRoute({
    ...operators,
    method: 'GET',
    path: '/api/v1/script-results/:scriptId/sends',
    summary: 'The messages behind a number',
    params: scriptParams,
    query: sendQuery,
    output: sendPage,
    handle: ({ deps, scope, params, query }) => listSends(deps, scope, { ...params, ...query }),
  }),
  jsonRoute({
    ...operators,
    method: 'GET',
    path: '/api/v1/experiments',
    summary: 'Comparisons of scripts with their figures',
    query: experimentQuery,
    output: experimentPage,
    handle: ({ deps, scope, query }) => listExperiments(deps, scope, query.cursor),
  }),
  jsonRoute({
    ...operators,
    method: 'POST',
    path: '/api/v1/experiments',
    summary: 'Compare scripts, or versions of one; audited',
    body: experimentInput,
    output: experiment,
    status: 201,
    handle: ({ deps, scope, body }) => startExperiment(deps, scope, body),
  }),
  jsonRoute({
    ...operators,
    method: 'POST',
    path: '/api/v1/experiments/:id/end',
    summary: 'End a comparison; its figures stay',
    params: experimentId,
    body: z.strictObject({}),
    output: experiment,
    handle: ({ deps, scope, params }) => endExperiment(deps, scope, params.id),
  }),
  jsonRoute({
    ...operators,
    method: 'GET',
    path: '/api/v1/experiments/:id/sends',
    summary: 'The messages behind a number of a comparison',
    params: experimentId,
    query: armQuery,
    output: sendPage,
    handle: ({ deps, scope, params, query }) => listArmSends(deps, scope, { ...params, ...query }),
  }),
  jsonRoute({
    roles: ['advisor'],
    apps: ['chat', 'console'],
    method: 'GET',
    path: '/api/v1/customers/:id/push-time',
    summary: 'The hour in which a customer reads what they are sent, and how that is known',
    params: customerParams,
    output: pushTime,
    handle: ({ deps, scope, params }) => readPushTime(deps, scope, params.id),
  }),
]
