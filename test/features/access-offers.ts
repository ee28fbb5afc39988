import { makeCombo } from '../support/factories/combo.ts'
import type { Access } from './access-table.ts'

const leaders = [401, 403, 403, 200, 200, 200, 200, 401] as const
const editors = (ok: number) => [401, 403, 403, 403, 403, ok, ok, 401] as const

/** The rows of the policy table about combinations, stock and the response model. */
export const offerAccess: Record<string, Access> = {
  'GET /api/v1/customers/:id/offers': {
    statuses: [401, 200, 404, 200, 404, 404, 200, 401],
    call: ({ own }) => ({ path: `/api/v1/customers/${own.customerId}/offers` }),
  },
  'GET /api/v1/combos': { statuses: leaders, call: () => ({ path: '/api/v1/combos' }) },
  'GET /api/v1/combos/:id/customers': {
    statuses: leaders,
    call: async ({ service }) => ({ path: `/api/v1/combos/${await makeCombo(service)}/customers` }),
  },
  'PUT /api/v1/combos/:id': {
    statuses: editors(200),
    call: async ({ service }) => ({
      path: `/api/v1/combos/${await makeCombo(service)}`,
      body: { isEnabled: true },
    }),
  },
  'PUT /api/v1/combo-setting': {
    statuses: editors(200),
    call: () => ({ path: '/api/v1/combo-setting', body: { isOn: true } }),
  },
  'POST /api/v1/combo-minings': {
    statuses: editors(202),
    call: () => ({ path: '/api/v1/combo-minings', body: {} }),
  },
  'GET /api/v1/items': { statuses: leaders, call: () => ({ path: '/api/v1/items' }) },
  'PUT /api/v1/items/:code': {
    statuses: editors(200),
    call: () => ({ path: '/api/v1/items/P1', body: { name: '车窗贴膜', isInStock: true } }),
  },
  'GET /api/v1/response-model': { statuses: leaders, call: () => ({ path: '/api/v1/response-model' }) },
  'GET /api/v1/response-model/:version/messages': {
    statuses: leaders,
    call: () => ({ path: '/api/v1/response-model/NONE/messages' }),
  },
  'PUT /api/v1/response-setting': {
    statuses: editors(200),
    call: () => ({ path: '/api/v1/response-setting', body: { isOn: true } }),
  },
  'POST /api/v1/response-trainings': {
    statuses: editors(202),
    call: () => ({ path: '/api/v1/response-trainings', body: {} }),
  },
}
