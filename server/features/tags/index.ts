import { contactParams } from '../contacts/contract.ts'
import { jsonRoute, type Feature } from '../feature.ts'
import { catalogueEffect } from './catalogue/catalogue-effect.ts'
import { catalogueRoutes } from './catalogue/routes.ts'
import { tagCatalogue, tagEdit, tagsChanged } from './contract.ts'
import { editTags, tagEffect } from './edit-tags.ts'
import { readCatalogue } from './read-catalogue.ts'

const shared = { roles: ['advisor'] as const, apps: ['chat', 'console'] as const }

export const tags: Feature = {
  name: 'tags',
  routes: [
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/tags',
      summary: 'Tags of the corp by group',
      output: tagCatalogue,
      handle: ({ deps, scope }) => readCatalogue(deps, scope),
    }),
    jsonRoute({
      ...shared,
      method: 'PUT',
      path: '/api/v1/contacts/:externalUserid/tags',
      summary: 'Add or remove tags of the own relation; also written to WeCom',
      params: contactParams,
      body: tagEdit,
      output: tagsChanged,
      handle: ({ deps, scope, params, body }) =>
        editTags(deps, scope, { externalUserid: params.externalUserid, edit: body }),
    }),
    ...catalogueRoutes,
  ],
  effects: (deps) => ({ tag: tagEffect(deps), 'tag-catalogue': catalogueEffect(deps) }),
}
