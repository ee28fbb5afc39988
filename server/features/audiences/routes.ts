import type { Route } from '../../platform/http/route.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, rawRoute } from '../feature.ts'
import {
  audience,
  audienceEdit,
  audienceInput,
  audienceList,
  audienceParams,
  audienceQuery,
  countAnswer,
  countInput,
  nothing,
  portraitAnswer,
  rowsAnswer,
  rowsInput,
  saved,
  vocabulary,
} from './contract.ts'
import { countMembers } from './count-members.ts'
import { sendMembers } from './export-csv.ts'
import { listMembers } from './list-members.ts'
import { readPortrait } from './read-portrait.ts'
import { readVocabulary } from './read-vocabulary.ts'
import {
  archiveAudience,
  createAudience,
  listAudiences,
  readAudience,
  updateAudience,
} from './saved-audiences.ts'

const shared = { roles: ['manager', 'operator', 'admin'] as const, apps: ['console'] as const }

// Conditions hold names that were searched for: they are posted, and stay out of addresses and logs.
const questions: Route<Deps>[] = [
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/audiences/count',
    summary: 'How many customers meet a condition now',
    body: countInput,
    output: countAnswer,
    handle: ({ deps, scope, body }) => countMembers(deps, scope, body.condition),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/audiences/rows',
    summary: 'The customers who meet a condition now, ordered and cut',
    body: rowsInput,
    output: rowsAnswer,
    handle: ({ deps, scope, body }) => listMembers(deps, scope, body),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/audiences/portrait',
    summary: 'How those who meet a condition are made up, beside everybody',
    body: countInput,
    output: portraitAnswer,
    handle: ({ deps, scope, body }) => readPortrait(deps, scope, body.condition),
  }),
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/audiences/vocabulary',
    summary: 'What the fields of a condition can be compared with',
    output: vocabulary,
    handle: ({ deps, scope }) => readVocabulary(deps, scope),
  }),
]

const savedOnes: Route<Deps>[] = [
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/audiences',
    summary: 'Saved audiences, the last changed first',
    query: audienceQuery,
    output: audienceList,
    handle: ({ deps, scope, query }) => listAudiences(deps, scope, query),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/audiences',
    summary: 'Save an audience',
    body: audienceInput,
    output: saved,
    status: 201,
    handle: ({ deps, scope, body }) => createAudience(deps, scope, body),
  }),
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/audiences/:id',
    summary: 'One saved audience',
    params: audienceParams,
    output: audience,
    handle: ({ deps, scope, params }) => readAudience(deps, scope, params.id),
  }),
  jsonRoute({
    ...shared,
    method: 'PUT',
    path: '/api/v1/audiences/:id',
    summary: 'Change an audience of one’s own',
    params: audienceParams,
    body: audienceEdit,
    output: saved,
    handle: ({ deps, scope, params, body }) => updateAudience(deps, scope, { ...body, id: params.id }),
  }),
  jsonRoute({
    ...shared,
    method: 'DELETE',
    path: '/api/v1/audiences/:id',
    summary: 'Put an audience of one’s own away',
    params: audienceParams,
    output: nothing,
    handle: async ({ deps, scope, params }) => {
      await archiveAudience(deps, scope, params.id)
      return {}
    },
  }),
  rawRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/audiences/:id/members.csv',
    summary: 'The members of an audience as a file',
    async raw(ctx, { deps, scope }) {
      if (!scope) throw new AppError('not-signed-in')
      await sendMembers(ctx, deps, scope, String(ctx['params']['id'] ?? ''))
    },
  }),
]

/** Names before ids: 'vocabulary' is no audience. */
export const audienceRoutes = [...questions, ...savedOnes]
