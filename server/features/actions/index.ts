import { jsonRoute, type Feature } from '../feature.ts'
import { customerParams } from '../customers/contract.ts'
import { benefitList, benefitQuery } from './benefits/contract.ts'
import { listBenefits } from './benefits/list-benefits.ts'
import { byId, nothing, outcome, outcomeInput, repliedInput } from './contract.ts'
import { readConsent, saveConsent } from './gate/consent.ts'
import { consentAnswer, consentInput, outreachSetting } from './gate/contract.ts'
import { readOutreach, saveOutreach } from './gate/outreach-setting.ts'
import { actionJobs } from './jobs.ts'
import { recordOutcome, undoOutcome } from './record-outcome.ts'
import { markReplied } from './results/mark-replied.ts'
import { resultRoutes } from './result-routes.ts'

const operators = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }
const shared = {
  method: 'POST',
  roles: ['advisor', 'manager', 'operator', 'admin'] as const,
  apps: ['chat', 'console'] as const,
} as const

export const actions: Feature = {
  name: 'actions',
  routes: [
    jsonRoute({
      ...shared,
      path: '/api/v1/actions/outcomes',
      summary: 'What an advisor did with a proposal or a script; safe to send twice',
      body: outcomeInput,
      output: outcome,
      status: 201,
      handle: ({ deps, scope, body }) => recordOutcome(deps, scope, body),
    }),
    jsonRoute({
      ...shared,
      path: '/api/v1/actions/outcomes/:id/undo',
      summary: 'Take a dismissal back',
      params: byId,
      output: nothing,
      handle: async ({ deps, scope, params }) => {
        await undoOutcome(deps, scope, params.id)
        return {}
      },
    }),
    jsonRoute({
      ...shared,
      path: '/api/v1/actions/outcomes/:id/replied',
      summary: 'The customer has answered this message, or the mark was a mistake',
      params: byId,
      body: repliedInput,
      output: byId,
      handle: ({ deps, scope, params, body }) => markReplied(deps, scope, { id: params.id, ...body }),
    }),
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/customers/:id/consent',
      summary: 'Whether the customer wants to be written to, who said so and when',
      params: customerParams,
      output: consentAnswer,
      handle: ({ deps, scope, params }) => readConsent(deps, scope, params.id),
    }),
    jsonRoute({
      ...shared,
      method: 'PUT',
      path: '/api/v1/customers/:id/consent',
      summary: 'Note that the customer does not want messages, or wants them again',
      params: customerParams,
      body: consentInput,
      output: consentAnswer,
      handle: ({ deps, scope, params, body }) => saveConsent(deps, scope, { customerId: params.id, ...body }),
    }),
    jsonRoute({
      ...operators,
      method: 'GET',
      path: '/api/v1/outreach',
      summary: 'How often, when and for what customers are approached',
      output: outreachSetting,
      handle: ({ deps, scope }) => readOutreach(deps.database.sql, scope.corpId),
    }),
    jsonRoute({
      ...operators,
      method: 'PUT',
      path: '/api/v1/outreach',
      summary: 'Change how customers are approached; audited',
      body: outreachSetting,
      output: outreachSetting,
      handle: ({ deps, scope, body }) => saveOutreach(deps, scope, body),
    }),
    jsonRoute({
      roles: ['advisor'],
      apps: ['chat', 'console'],
      method: 'GET',
      path: '/api/v1/customers/:id/benefits',
      summary: 'Coupons and other benefits that other systems gave, what ends first on top',
      params: customerParams,
      query: benefitQuery,
      output: benefitList,
      handle: ({ deps, scope, params, query }) =>
        listBenefits(deps, scope, { customerId: params.id, ...query }),
    }),
    ...resultRoutes,
  ],
  jobs: actionJobs,
  reactions: {
    'customer-changed': 'actions.recompute',
    'contact-changed': 'actions.recompute',
    'orders-linked': 'actions.recompute',
    'facts-recorded': 'actions.take-facts',
  },
}
