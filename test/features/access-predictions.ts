import type { Access, Stage } from './access-table.ts'

const managers: Access['statuses'] = [401, 403, 403, 200, 200, 403, 200, 401]
const admins = (ok: number): Access['statuses'] => [401, 403, 403, 403, 403, 403, ok, 401]
const terms = {
  churn: true,
  value: true,
  nextVisit: true,
  nextPurchase: true,
  pushTime: true,
  replacement: true,
  marginShare: 0.35,
  serviceIntervalKm: 10_000,
  replacementFromMonths: 48,
  replacementToMonths: 84,
}

export const predictionAccess: Record<string, Access> = {
  'GET /api/v1/customers/:id/prediction': {
    statuses: [401, 200, 404, 200, 404, 404, 200, 401],
    call: (stage: Stage) => ({ path: `/api/v1/customers/${stage.own.customerId}/prediction` }),
  },
  'GET /api/v1/predictions/at-risk': {
    statuses: [401, 200, 200, 200, 200, 200, 200, 401],
    call: () => ({ path: '/api/v1/predictions/at-risk' }),
  },
  'GET /api/v1/predictions/model': {
    statuses: managers,
    call: () => ({ path: '/api/v1/predictions/model' }),
  },
  'GET /api/v1/predictions/fits': {
    statuses: managers,
    call: () => ({ path: '/api/v1/predictions/fits' }),
  },
  'POST /api/v1/predictions/fits': {
    statuses: admins(202),
    call: () => ({ path: '/api/v1/predictions/fits', body: {} }),
  },
  'PUT /api/v1/predictions/terms': {
    statuses: admins(200),
    call: () => ({ path: '/api/v1/predictions/terms', body: terms }),
  },
}
