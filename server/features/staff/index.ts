import { jsonRoute, type Feature } from '../feature.ts'
import { assignRoles } from './assign-roles.ts'
import { assigned, roleAssignment, staffList, staffParams, staffQuery, unitList } from './contract.ts'
import { listStaff, listUnits } from './list-staff.ts'

export const staff: Feature = {
  name: 'staff',
  routes: [
    jsonRoute({
      method: 'GET',
      path: '/api/v1/units',
      summary: 'The unit tree one may see',
      roles: ['advisor'],
      apps: ['chat', 'console'],
      output: unitList,
      handle: ({ deps, scope }) => listUnits(deps, scope),
    }),
    jsonRoute({
      method: 'GET',
      path: '/api/v1/staff',
      summary: 'Staff one may see',
      roles: ['manager', 'operator', 'admin'],
      apps: ['console'],
      query: staffQuery,
      output: staffList,
      handle: ({ deps, scope, query }) => listStaff(deps, scope, query),
    }),
    jsonRoute({
      method: 'PUT',
      path: '/api/v1/staff/:id/roles',
      summary: 'Replace the manual roles of one person',
      roles: ['admin'],
      apps: ['console'],
      params: staffParams,
      body: roleAssignment,
      output: assigned,
      handle: ({ deps, scope, params, body }) =>
        assignRoles(deps, scope, { staffId: params.id, roles: body.roles }),
    }),
  ],
}
