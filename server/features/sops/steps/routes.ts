import { z } from 'zod'
import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { jsonRoute } from '../../feature.ts'
import {
  customerParams,
  dayQuery,
  groupParams,
  openSteps,
  stepDays,
  stepOutcome,
  stepPage,
  stepQuery,
  taskParams,
} from './contract.ts'
import { countByDay, listSteps } from './list-steps.ts'
import { readCustomerSteps, readGroupSteps } from './read-open.ts'
import { recordStep } from './record-step.ts'

const everyone = { roles: ['advisor'] as const, apps: ['chat', 'console'] as const }

export const stepRoutes: Route<Deps>[] = [
  jsonRoute({
    ...everyone,
    method: 'GET',
    path: '/api/v1/sop-steps',
    summary: 'Given steps of one’s own and of the members one answers for',
    query: stepQuery,
    output: stepPage,
    handle: ({ deps, scope, query }) => listSteps(deps, scope, query),
  }),
  jsonRoute({
    ...everyone,
    method: 'GET',
    path: '/api/v1/sop-days',
    summary: 'How many steps were given for each day',
    query: dayQuery,
    output: stepDays,
    handle: ({ deps, scope, query }) => countByDay(deps, scope, query),
  }),
  jsonRoute({
    ...everyone,
    method: 'GET',
    path: '/api/v1/customers/:id/sop-steps',
    summary: 'Steps of plans that wait for a customer',
    params: customerParams,
    output: openSteps,
    handle: ({ deps, scope, params }) => readCustomerSteps(deps, scope, params.id),
  }),
  jsonRoute({
    ...everyone,
    method: 'GET',
    path: '/api/v1/groups/:chatId/sop-steps',
    summary: 'Steps of plans that wait for a group',
    params: groupParams,
    output: openSteps,
    handle: ({ deps, scope, params }) => readGroupSteps(deps, scope, params.chatId),
  }),
  jsonRoute({
    ...everyone,
    method: 'POST',
    path: '/api/v1/sop-steps/:id/outcome',
    summary: 'What a member did with a step; safe to send twice',
    params: taskParams,
    body: stepOutcome,
    output: z.object({}),
    handle: async ({ deps, scope, params, body }) => {
      await recordStep(deps, scope, { ...body, taskId: params.id })
      return {}
    },
  }),
]
