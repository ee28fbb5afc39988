import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { jsonRoute } from '../../feature.ts'
import { ownerCountsList, ownerCountsQuery, trend, trendQuery } from './contract.ts'
import { listOwnerCounts } from './list-owner-counts.ts'
import { readTrend } from './read-trend.ts'

const readers = { method: 'GET', roles: ['advisor'] as const, apps: ['console'] as const } as const

export const countRoutes: Route<Deps>[] = [
  jsonRoute({
    ...readers,
    path: '/api/v1/group-trend',
    summary: 'What WeCom has counted of the groups day by day',
    query: trendQuery,
    output: trend,
    handle: ({ deps, scope, query }) => readTrend(deps, scope, query),
  }),
  jsonRoute({
    ...readers,
    path: '/api/v1/group-owner-counts',
    summary: 'The same of one day by owner',
    query: ownerCountsQuery,
    output: ownerCountsList,
    handle: ({ deps, scope, query }) =>
      listOwnerCounts(deps, scope, { day: query.day, cursor: query.cursor }),
  }),
]
