import type { Route } from '../../platform/http/route.ts'
import { AppError } from '../../platform/http/app-error.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, rawRoute } from '../feature.ts'
import { answerWithFile } from '../media/index.ts'
import {
  byId,
  categoryInput,
  categoryQuery,
  created,
  nothing,
  preview,
  previewInput,
  scriptCategories,
  scriptInput,
  scriptItem,
  scriptList,
  scriptQuery,
  scriptVariables,
} from './contract.ts'
import { editionRoutes } from './edition-routes.ts'
import { createCategory, deleteCategory, updateCategory } from './edit-category.ts'
import { createScript, deleteScript, updateScript } from './edit-script.ts'
import { listCategories, listScripts } from './list-scripts.ts'
import { previewScript } from './preview-script.ts'
import { readImage } from './script-image.ts'
import { VARIABLE_NAMES, VARIABLES } from './variables.ts'

const readers = {
  roles: ['advisor', 'manager', 'operator', 'admin'] as const,
  apps: ['chat', 'console'] as const,
}
const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

const reading: Route<Deps>[] = [
  jsonRoute({
    ...readers,
    method: 'GET',
    path: '/api/v1/scripts',
    summary: 'Scripts, searched by words or pinyin, filled for a customer',
    query: scriptQuery,
    output: scriptList,
    handle: ({ deps, scope, query }) => listScripts(deps, scope, query),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: '/api/v1/scripts/categories',
    summary: 'Categories with counts',
    query: categoryQuery,
    output: scriptCategories,
    handle: ({ deps, scope, query }) => listCategories(deps, scope, query),
  }),
  jsonRoute({
    ...readers,
    method: 'GET',
    path: '/api/v1/scripts/variables',
    summary: 'What may stand in a script',
    output: scriptVariables,
    handle: async () => ({ items: VARIABLE_NAMES.map((name) => ({ name, ...VARIABLES[name] })) }),
  }),
  rawRoute({
    ...readers,
    method: 'GET',
    path: '/api/v1/scripts/:id/image',
    summary: 'The picture of a script',
    async raw(ctx, { deps, scope }) {
      if (!scope) throw new AppError('not-signed-in')
      const { id } = byId.parse(ctx['params'])
      answerWithFile(ctx, await readImage(deps, { corpId: scope.corpId, id }))
    },
  }),
]

const editing: Route<Deps>[] = [
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/scripts',
    summary: 'Write a script',
    body: scriptInput,
    output: scriptItem,
    status: 201,
    handle: ({ deps, scope, body }) => createScript(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/scripts/preview',
    summary: 'Try a template',
    body: previewInput,
    output: preview,
    handle: ({ deps, scope, body }) => previewScript(deps, scope, body),
  }),
  jsonRoute({
    ...editors,
    method: 'PUT',
    path: '/api/v1/scripts/:id',
    summary: 'Change a script',
    params: byId,
    body: scriptInput,
    output: scriptItem,
    handle: ({ deps, scope, params, body }) => updateScript(deps, scope, params.id, body),
  }),
  jsonRoute({
    ...editors,
    method: 'DELETE',
    path: '/api/v1/scripts/:id',
    summary: 'Remove a script',
    params: byId,
    output: nothing,
    handle: async ({ deps, scope, params }) => {
      await deleteScript(deps, scope, params.id)
      return {}
    },
  }),
]

const categories: Route<Deps>[] = [
  jsonRoute({
    ...editors,
    method: 'POST',
    path: '/api/v1/scripts/categories',
    summary: 'Add a category',
    body: categoryInput,
    output: created,
    status: 201,
    handle: ({ deps, scope, body }) => createCategory(deps, scope.corpId, body),
  }),
  jsonRoute({
    ...editors,
    method: 'PUT',
    path: '/api/v1/scripts/categories/:id',
    summary: 'Rename or move a category',
    params: byId,
    body: categoryInput,
    output: created,
    handle: ({ deps, scope, params, body }) => updateCategory(deps, scope.corpId, params.id, body),
  }),
  jsonRoute({
    ...editors,
    method: 'DELETE',
    path: '/api/v1/scripts/categories/:id',
    summary: 'Remove an empty category',
    params: byId,
    output: nothing,
    handle: async ({ deps, scope, params }) => {
      await deleteCategory(deps, scope.corpId, params.id)
      return {}
    },
  }),
]

// Fixed paths stand before those with an id.
export const scriptRoutes: Route<Deps>[] = [...categories, ...editionRoutes, ...reading, ...editing]
