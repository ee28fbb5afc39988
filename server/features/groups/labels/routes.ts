import type { Route } from '../../../platform/http/route.ts'
import type { Deps } from '../../deps.ts'
import { jsonRoute } from '../../feature.ts'
import { done, labelInput, labelled, labelling, labelList, labelName, labelParams, made } from './contract.ts'
import { labelGroups } from './label-groups.ts'
import { archiveLabel, createLabel, listLabels, renameLabel } from './labels.ts'

const PATH = '/api/v1/group-labels'
const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

export const labelRoutes: Route<Deps>[] = [
  jsonRoute({
    method: 'GET',
    path: PATH,
    summary: 'Types and tags of groups',
    roles: ['advisor'],
    apps: ['chat', 'console'],
    output: labelList,
    handle: ({ deps, scope }) => listLabels(deps, scope),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: PATH,
    summary: 'Add a type or a tag of groups',
    body: labelInput,
    output: made,
    status: 201,
    handle: ({ deps, scope, body }) => createLabel(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'PUT',
    path: `${PATH}/:id`,
    summary: 'Rename a type or a tag of groups',
    params: labelParams,
    body: labelName,
    output: done,
    handle: async ({ deps, scope, params, body }) => {
      await renameLabel(deps, scope, { id: params.id, name: body.name })
      return {}
    },
  }),
  jsonRoute({
    ...editors,
    method: 'DELETE',
    path: `${PATH}/:id`,
    summary: 'Remove a type or a tag from all groups',
    params: labelParams,
    output: done,
    handle: async ({ deps, scope, params }) => {
      await archiveLabel(deps, scope, params.id)
      return {}
    },
  }),
  jsonRoute({
    method: 'POST',
    path: '/api/v1/group-labelling',
    summary: 'Give groups a type and tags',
    roles: ['manager', 'operator', 'admin'],
    apps: ['console'],
    body: labelling,
    output: labelled,
    handle: ({ deps, scope, body }) => labelGroups(deps, scope, body),
  }),
]
