import type { Access, Call } from './access-table.ts'

type Statuses = Access['statuses']
const signedIn = (ok = 200): Statuses => [401, ok, ok, ok, ok, ok, ok, 401]
const leaders = (ok = 200): Statuses => [401, 403, 403, ok, ok, ok, ok, 401]
const admins = (ok = 200): Statuses => [401, 403, 403, 403, 403, 403, ok, 401]
const at = (path: string, rest: Omit<Call, 'path'> = {}) => ({ path, ...rest })

/** The rows of the policy table about units and staff. */
export const staffAccess: Record<string, Access> = {
  'GET /api/v1/units': { statuses: signedIn(), call: () => at('/api/v1/units') },
  'GET /api/v1/staff': { statuses: leaders(), call: () => at('/api/v1/staff') },
  'PUT /api/v1/staff/:id/roles': {
    statuses: admins(),
    call: async ({ service }) =>
      at(`/api/v1/staff/${await service.staffId('zhaohang')}/roles`, { body: { roles: [] } }),
  },
}
