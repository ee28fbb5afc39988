import { predictionAccess } from './access-predictions.ts'
import { DEFAULT_TERMS } from '../../server/features/standing/terms.ts'
import { addDays, localDateOf } from '../../server/domain/time.ts'
import type { Access } from './access-table.ts'

/** The rows of the policy table about stage, grade and closeness. */
/** Where a customer stands, and what is foreseen of them. */
export const standingAccess: Record<string, Access> = {
  ...predictionAccess,
  'GET /api/v1/customers/:id/standing': {
    statuses: [401, 200, 404, 200, 404, 404, 200, 401],
    call: ({ own }) => ({ path: `/api/v1/customers/${own.customerId}/standing` }),
  },
  'PUT /api/v1/customers/:id/stage': {
    statuses: [401, 200, 404, 200, 404, 404, 200, 401],
    call: ({ own, service }) => ({
      path: `/api/v1/customers/${own.customerId}/stage`,
      body: {
        stage: 'growth',
        until: addDays(localDateOf(service.clock.nowMs()), 14),
        reason: '下周来店',
      },
    }),
  },
  'POST /api/v1/customers/:id/stage/undo': {
    statuses: [401, 200, 404, 200, 404, 404, 200, 401],
    call: ({ own }) => ({ path: `/api/v1/customers/${own.customerId}/stage/undo`, body: {} }),
  },
  'GET /api/v1/lifecycle': {
    statuses: [401, 403, 403, 200, 200, 200, 200, 401],
    call: () => ({ path: '/api/v1/lifecycle' }),
  },
  'GET /api/v1/lifecycle/spend': {
    statuses: [401, 403, 403, 200, 200, 200, 200, 401],
    call: () => ({ path: '/api/v1/lifecycle/spend' }),
  },
  'GET /api/v1/lifecycle/spend/owners': {
    statuses: [401, 403, 403, 200, 200, 200, 200, 401],
    call: () => ({ path: '/api/v1/lifecycle/spend/owners' }),
  },
  'GET /api/v1/standing/settings': {
    statuses: [401, 403, 403, 200, 200, 403, 200, 401],
    call: () => ({ path: '/api/v1/standing/settings' }),
  },
  'PUT /api/v1/standing/settings': {
    statuses: [401, 403, 403, 403, 403, 403, 200, 401],
    call: () => ({ path: '/api/v1/standing/settings', body: { terms: DEFAULT_TERMS } }),
  },
  'POST /api/v1/standing/settings/preview': {
    statuses: [401, 403, 403, 403, 403, 403, 200, 401],
    call: () => ({ path: '/api/v1/standing/settings/preview', body: { terms: DEFAULT_TERMS } }),
  },
  'POST /api/v1/standing/settings/roll-back': {
    // There is no such version.
    statuses: [401, 403, 403, 403, 403, 403, 404, 401],
    call: () => ({ path: '/api/v1/standing/settings/roll-back', body: { id: 'none' } }),
  },
  'POST /api/v1/standing/settings/inherit': {
    statuses: [401, 403, 403, 403, 403, 403, 404, 401],
    call: () => ({ path: '/api/v1/standing/settings/inherit', body: { unitId: 'none' } }),
  },
  'GET /api/v1/insights/rfm': {
    statuses: [401, 403, 403, 200, 200, 403, 200, 401],
    call: () => ({ path: '/api/v1/insights/rfm' }),
  },
  'PUT /api/v1/insights/rfm': {
    statuses: [401, 403, 403, 403, 403, 403, 200, 401],
    call: () => ({ path: '/api/v1/insights/rfm', body: { terms: TERMS } }),
  },
  'POST /api/v1/insights/rfm/preview': {
    statuses: [401, 403, 403, 403, 403, 403, 200, 401],
    call: () => ({ path: '/api/v1/insights/rfm/preview', body: { terms: TERMS } }),
  },
  'POST /api/v1/insights/rfm/roll-back': {
    // There is no such version.
    statuses: [401, 403, 403, 403, 403, 403, 404, 401],
    call: () => ({ path: '/api/v1/insights/rfm/roll-back', body: { version: 'none' } }),
  },
  'POST /api/v1/insights/rfm/inherit': {
    statuses: [401, 403, 403, 403, 403, 403, 404, 401],
    call: () => ({ path: '/api/v1/insights/rfm/inherit', body: { unitId: 'none' } }),
  },
}

const TERMS = { windowDays: 730, mode: 'score-mean', moneyOf: 'service' }
