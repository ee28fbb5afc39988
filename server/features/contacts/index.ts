import { jsonRoute, type Feature } from '../feature.ts'
import { contactParams, remarkChanged, remarkEdit } from './contract.ts'
import { editRemark, remarkEffect } from './edit-remark.ts'

export { readContactThrough } from './read-through.ts'

export const contacts: Feature = {
  name: 'contacts',
  routes: [
    jsonRoute({
      method: 'PUT',
      path: '/api/v1/contacts/:externalUserid/remark',
      summary: 'Change remark or description of the own relation; also written to WeCom',
      roles: ['advisor'],
      apps: ['chat', 'console'],
      params: contactParams,
      body: remarkEdit,
      output: remarkChanged,
      handle: ({ deps, scope, params, body }) =>
        editRemark(deps, scope, { externalUserid: params.externalUserid, edit: body }),
    }),
  ],
  effects: (deps) => ({ remark: remarkEffect(deps) }),
}
