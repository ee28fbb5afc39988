import type { Access } from './access-table.ts'

const customer = (ok: number, elsewhere = 404): Access['statuses'] => [
  401,
  ok,
  404,
  elsewhere,
  404,
  404,
  elsewhere,
  401,
]
const leaders = (ok = 200): Access['statuses'] => [401, 403, 403, ok, ok, ok, ok, 401]
const at = (path: string, body?: unknown) => (body === undefined ? { path } : { path, body })

/** Who brought whom, and what they get for it. */
export const referralAccess: Record<string, Access> = {
  'GET /api/v1/customers/:id/referrals': {
    statuses: customer(200, 200),
    call: ({ own }) => at(`/api/v1/customers/${own.customerId}/referrals`),
  },
  // The link leads to who asks for it: only whoever follows the customer has one to give.
  'POST /api/v1/customers/:id/referral-link': {
    statuses: customer(202),
    call: ({ own }) => at(`/api/v1/customers/${own.customerId}/referral-link`, {}),
  },
  'GET /api/v1/customers/:id/referrers': {
    statuses: customer(200, 200),
    call: ({ own }) => at(`/api/v1/customers/${own.customerId}/referrers?q=li`),
  },
  'POST /api/v1/customers/:id/referrer': {
    statuses: customer(404),
    call: ({ own }) => at(`/api/v1/customers/${own.customerId}/referrer`, { referrerId: 'none' }),
  },
  'GET /api/v1/referral-summary': { statuses: leaders(), call: () => at('/api/v1/referral-summary') },
  'GET /api/v1/referrals': { statuses: leaders(), call: () => at('/api/v1/referrals') },
  'GET /api/v1/referral-rewards': { statuses: leaders(), call: () => at('/api/v1/referral-rewards') },
  'GET /api/v1/referral-rewards.csv': { statuses: leaders(), call: () => at('/api/v1/referral-rewards.csv') },
  'POST /api/v1/referral-rewards/:id/step': {
    statuses: leaders(404),
    call: () => at('/api/v1/referral-rewards/none/step', { step: 'approve' }),
  },
  'GET /api/v1/referral-setting': { statuses: leaders(), call: () => at('/api/v1/referral-setting') },
  'PUT /api/v1/referral-setting': {
    statuses: [401, 403, 403, 403, 403, 403, 200, 401],
    call: () => at('/api/v1/referral-setting', { isOn: false }),
  },
}
