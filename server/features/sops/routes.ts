import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import { changedSop, empty, newSop, sop, sopPage, sopParams, sopQuery } from './contract.ts'
import { copyPlan, createPlan, savePlan } from './plan/edit-plan.ts'
import { listPlans, readPlan } from './plan/read-plan.ts'
import { endPlan, pausePlan, startPlan } from './plan/steer-plan.ts'

const readers = { roles: ['manager', 'operator', 'admin'] as const, apps: ['console'] as const }
const writers = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }
const base = '/api/v1/sops'
const one = { params: sopParams, output: sop }

export const planRoutes: Route<Deps>[] = [
  jsonRoute({
    ...readers,
    method: 'GET',
    path: base,
    summary: 'Plans of steps, the newest change first',
    query: sopQuery,
    output: sopPage,
    handle: ({ deps, scope, query }) => listPlans(deps, scope, query),
  }),
  jsonRoute({
    ...readers,
    ...one,
    method: 'GET',
    path: `${base}/:id`,
    summary: 'A plan, what keeps it from starting, and how its steps stand',
    handle: ({ deps, scope, params }) => readPlan(deps, scope, params.id),
  }),
  jsonRoute({
    ...writers,
    method: 'POST',
    path: base,
    summary: 'Begin a plan',
    status: 201,
    body: newSop,
    output: sop,
    handle: ({ deps, scope, body }) => createPlan(deps, scope, body),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Save the draft of a plan',
    body: changedSop,
    handle: ({ deps, scope, params, body }) => savePlan(deps, scope, { ...body, id: params.id }),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/copy`,
    summary: 'A new draft like this plan',
    status: 201,
    body: empty,
    handle: ({ deps, scope, params }) => copyPlan(deps, scope, params.id),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/start`,
    summary: 'Put the draft in force: start, go on, or change what runs',
    body: empty,
    handle: ({ deps, scope, params }) => startPlan(deps, scope, params.id),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/pause`,
    summary: 'Let a plan rest; its open steps leave the members’ lists',
    body: empty,
    handle: ({ deps, scope, params }) => pausePlan(deps, scope, params.id),
  }),
  jsonRoute({
    ...writers,
    ...one,
    method: 'POST',
    path: `${base}/:id/end`,
    summary: 'End a plan for good',
    body: empty,
    handle: ({ deps, scope, params }) => endPlan(deps, scope, params.id),
  }),
]
