import { jsonRoute, type Feature } from '../feature.ts'
import {
  groupList,
  groupNumbers,
  groupParams,
  groupQuery,
  memberList,
  memberQuery,
  numbersQuery,
  overlapList,
  overlapQuery,
} from './contract.ts'
import { countJobs } from './counts/jobs.ts'
import { countRoutes } from './counts/routes.ts'
import { seedTypes } from './labels/labels.ts'
import { labelRoutes } from './labels/routes.ts'
import { listGroups } from './list-groups.ts'
import { listOverlaps } from './list-overlaps.ts'
import { listMembers } from './list-members.ts'
import { readNumbers } from './read-numbers.ts'

const shared = { method: 'GET', roles: ['advisor'] as const, apps: ['chat', 'console'] as const } as const

export const groups: Feature = {
  name: 'groups',
  routes: [
    jsonRoute({
      ...shared,
      path: '/api/v1/groups',
      summary: 'Customer groups one may see',
      query: groupQuery,
      output: groupList,
      handle: ({ deps, scope, query }) => listGroups(deps, scope, query),
    }),
    jsonRoute({
      ...shared,
      path: '/api/v1/group-overlaps',
      summary: 'People in several groups',
      query: overlapQuery,
      output: overlapList,
      handle: ({ deps, scope, query }) => listOverlaps(deps, scope, query.cursor),
    }),
    jsonRoute({
      ...shared,
      path: '/api/v1/groups/:chatId/members',
      summary: 'Present members of a group',
      params: groupParams,
      query: memberQuery,
      output: memberList,
      handle: ({ deps, scope, params, query }) => listMembers(deps, scope, { chatId: params.chatId, query }),
    }),
    jsonRoute({
      ...shared,
      path: '/api/v1/groups/:chatId/numbers',
      summary: 'Joins, leaves and size of a group by day',
      params: groupParams,
      query: numbersQuery,
      output: groupNumbers,
      handle: ({ deps, scope, params, query }) =>
        readNumbers(deps, scope, { chatId: params.chatId, days: query.days }),
    }),
    ...labelRoutes,
    ...countRoutes,
  ],
  jobs: countJobs,
  start: seedTypes,
}
