import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { jsonRoute } from '../../feature.ts'
import { addTags, removeTag, rename, reorder } from './change-catalogue.ts'
import {
  catalogueParams,
  cataloguePage,
  catalogueQuery,
  holders,
  newName,
  newOrder,
  newTags,
  planned,
  removal,
} from './contract.ts'
import { readCataloguePage, readHolders } from './read-catalogue.ts'

const PATH = '/api/v1/tag-catalogue'
const leaders = { roles: ['manager', 'admin'] as const, apps: ['console'] as const }

/** The company's tags themselves, as WeCom's administrators keep them. */
export const catalogueRoutes: Route<Deps>[] = [
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: PATH,
    summary: 'Tag groups and tags as WeCom has them, and what is asked of it',
    query: catalogueQuery,
    output: cataloguePage,
    handle: ({ deps, scope, query }) => readCataloguePage(deps, scope, query.cursor),
  }),
  jsonRoute({
    ...leaders,
    method: 'POST',
    path: PATH,
    summary: 'Add tags to a group, or a group with its first tags',
    body: newTags,
    output: planned,
    status: 202,
    handle: ({ deps, scope, body }) => addTags(deps, scope, body),
  }),
  jsonRoute({
    ...leaders,
    method: 'PUT',
    path: `${PATH}/order`,
    summary: 'The order of the groups, or of the tags in one',
    body: newOrder,
    output: planned,
    status: 202,
    handle: ({ deps, scope, body }) => reorder(deps, scope, body),
  }),
  jsonRoute({
    ...leaders,
    method: 'PUT',
    path: `${PATH}/:id/name`,
    summary: 'Rename a tag or a group',
    params: catalogueParams,
    body: newName,
    output: planned,
    status: 202,
    handle: ({ deps, scope, params, body }) => rename(deps, scope, { id: params.id, name: body.name }),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: `${PATH}/:id/holders`,
    summary: 'Of how many customers a tag or a group would be taken',
    params: catalogueParams,
    output: holders,
    handle: ({ deps, scope, params }) => readHolders(deps.database.sql, scope, params.id),
  }),
  jsonRoute({
    ...leaders,
    method: 'POST',
    path: `${PATH}/:id/remove`,
    summary: 'Remove a tag or a group from the company and from all who have it',
    params: catalogueParams,
    body: removal,
    output: planned,
    status: 202,
    handle: ({ deps, scope, params, body }) => removeTag(deps, scope, { id: params.id, ...body }),
  }),
]
