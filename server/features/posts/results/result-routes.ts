import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { jsonRoute } from '../../feature.ts'
import { partPage, partQuery, postParams, targetPage, targetQuery } from '../contract.ts'
import {
  funnel,
  momentCustomerPage,
  momentCustomerQuery,
  momentPublisherPage,
  momentPublisherQuery,
  momentReactionPage,
  momentReactionQuery,
  momentResults,
} from './contract.ts'
import { readFunnel } from './funnel.ts'
import { listParts } from './list-parts.ts'
import { listTargets } from './list-targets.ts'
import { listMomentCustomers, listPublishers } from './moment-lists.ts'
import { listReactions } from './moment-reactions.ts'
import { readMomentResults } from './moment-results.ts'

const readers = { roles: ['manager', 'operator', 'admin'] as const, apps: ['console'] as const }
const base = '/api/v1/posts'

/** What came of a post: each number, and the rows behind it. */
export const resultRoutes: Route<Deps>[] = [
  jsonRoute({
    ...readers,
    method: 'GET',
    path: `${base}/:id/targets`,
    summary: 'Customers or groups of a post, with what came of each',
    params: postParams,
    query: targetQuery,
    output: targetPage,
    handle: ({ deps, scope, params, query }) => listTargets(deps, scope, { id: params.id, query }),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: `${base}/:id/parts`,
    summary: 'Members of a post, with what each has confirmed',
    params: postParams,
    query: partQuery,
    output: partPage,
    handle: ({ deps, scope, params, query }) => listParts(deps, scope, { id: params.id, query }),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: `${base}/:id/funnel`,
    summary: 'Persons at each step after the delivery, and the two contents compared',
    params: postParams,
    output: funnel,
    handle: ({ deps, scope, params }) => readFunnel(deps, scope, params.id),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: `${base}/:id/moment`,
    summary: 'How many published a moment, can see it and reacted',
    params: postParams,
    output: momentResults,
    handle: ({ deps, scope, params }) => readMomentResults(deps, scope, params.id),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: `${base}/:id/moment/publishers`,
    summary: 'Members of a moment, with whom it was chosen for and who can see it',
    params: postParams,
    query: momentPublisherQuery,
    output: momentPublisherPage,
    handle: ({ deps, scope, params, query }) => listPublishers(deps, scope, { id: params.id, query }),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: `${base}/:id/moment/customers`,
    summary: 'Customers a moment was chosen for, and whether they can see it',
    params: postParams,
    query: momentCustomerQuery,
    output: momentCustomerPage,
    handle: ({ deps, scope, params, query }) => listMomentCustomers(deps, scope, { id: params.id, query }),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: `${base}/:id/moment/reactions`,
    summary: 'Who liked a moment or wrote under it, the newest first',
    params: postParams,
    query: momentReactionQuery,
    output: momentReactionPage,
    handle: ({ deps, scope, params, query }) => listReactions(deps, scope, { id: params.id, query }),
  }),
]
