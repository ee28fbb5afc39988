import { z } from 'zod'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute } from '../feature.ts'
import { listRefused } from './list-refused.ts'
import { readVehicles } from './read-vehicles.ts'
import {
  customerVehicles,
  decided,
  decision,
  mergePage,
  mergeQuery,
  recognised,
  recogniseBody,
  refusedPage,
  refusedQuery,
  reviewPage,
  reviewParams,
  reviewQuery,
} from './contract.ts'
import { recognise } from './recognise.ts'
import { decideReview } from './review/decide-review.ts'
import { listMerges, splitByPerson } from './review/list-merges.ts'
import { listReviews } from './review/list-reviews.ts'

const leaders = { roles: ['manager', 'admin'] as const, apps: ['console'] as const }

export const identityRoutes: Route<Deps>[] = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/recognise',
    summary: 'Who has come to the store, by plate, phone, VIN or member number; recorded and limited',
    roles: ['advisor', 'manager', 'operator', 'admin'],
    apps: ['chat', 'console'],
    body: recogniseBody,
    output: recognised,
    handle: ({ deps, scope, body }) => recognise(deps, scope, body.text),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/identity/reviews',
    summary: 'Pairs that may be one person, and keys of too many people',
    query: reviewQuery,
    output: reviewPage,
    handle: ({ deps, scope, query }) => listReviews(deps, scope, query),
  }),
  jsonRoute({
    ...leaders,
    method: 'POST',
    path: '/api/v1/identity/reviews/:id/decision',
    summary: 'Join two records, tell them apart, or put the question off',
    params: reviewParams,
    body: decision,
    output: decided,
    handle: ({ deps, scope, params, body }) => decideReview(deps, scope, { id: params.id, ...body }),
  }),
  jsonRoute({
    method: 'GET',
    path: '/api/v1/customers/:id/vehicles',
    summary: 'The cars of one customer: papers with their source, odometer, owners',
    roles: ['advisor'],
    apps: ['chat', 'console'],
    params: reviewParams,
    output: customerVehicles,
    handle: ({ deps, scope, params }) => readVehicles(deps, scope, params.id),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/identity/refused',
    summary: 'Values that came as keys and are none, with why',
    query: refusedQuery,
    output: refusedPage,
    handle: ({ deps, scope, query }) => listRefused(deps, scope, query),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/identity/merges',
    summary: 'Records that were joined, with why',
    query: mergeQuery,
    output: mergePage,
    handle: ({ deps, scope, query }) => listMerges(deps, scope, query),
  }),
  jsonRoute({
    ...leaders,
    method: 'POST',
    path: '/api/v1/identity/merges/:id/split',
    summary: 'Take two joined records apart again; nothing is lost',
    params: reviewParams,
    body: z.strictObject({}),
    output: reviewParams,
    handle: ({ deps, scope, params }) => splitByPerson(deps, scope, params.id),
  }),
]
