import { AppError } from '../../platform/http/app-error.ts'
import type { Route } from '../../platform/http/route.ts'
import { customerParams } from '../customers/contract.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, rawRoute } from '../feature.ts'
import {
  repliedMark,
  retention,
  takeoverId,
  takeoverPack,
  takeoverPage,
  takeoverParams,
  takeoverQuery,
} from './contract.ts'
import { listTakeovers } from './list-takeovers.ts'
import { markReplied } from './mark-replied.ts'
import { readPack } from './read-pack.ts'
import { readRetention } from './read-retention.ts'
import { sendReport } from './report-csv.ts'

const advisors = { roles: ['advisor'] as const, apps: ['chat', 'console'] as const }
const leaders = { roles: ['manager', 'admin'] as const, apps: ['console'] as const }

export const takeoverRoutes: Route<Deps>[] = [
  jsonRoute({
    ...advisors,
    method: 'GET',
    path: '/api/v1/customers/:id/takeover',
    summary: 'What a colleague handed over with this customer, and how to begin',
    params: customerParams,
    output: takeoverPack,
    handle: async ({ deps, scope, params }) => ({ takeover: await readPack(deps, scope, params.id) }),
  }),
  jsonRoute({
    ...advisors,
    method: 'GET',
    path: '/api/v1/takeovers',
    summary: 'Inherited customers, the most urgent first',
    query: takeoverQuery,
    output: takeoverPage,
    handle: ({ deps, scope, query }) => listTakeovers(deps, scope, query),
  }),
  jsonRoute({
    ...advisors,
    method: 'POST',
    path: '/api/v1/takeovers/:id/replied',
    summary: 'The inherited customer has answered',
    params: takeoverParams,
    body: repliedMark,
    output: takeoverId,
    handle: ({ deps, scope, params, body }) => markReplied(deps, scope, { id: params.id, ...body }),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/handovers/:id/retention',
    summary: 'How many customers of a handover stayed',
    params: takeoverParams,
    output: retention,
    handle: ({ deps, scope, params }) => readRetention(deps, scope, params.id),
  }),
  rawRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/handovers/:id/report.csv',
    summary: 'Every row of a handover with its end (CSV)',
    async raw(ctx, { deps, scope }) {
      if (!scope) throw new AppError('not-signed-in')
      await sendReport(ctx, deps, scope, takeoverParams.parse(ctx.params).id)
    },
  }),
]
