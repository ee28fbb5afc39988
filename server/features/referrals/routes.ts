import { z } from 'zod'
import { AppError } from '../../platform/http/app-error.ts'
import type { Route } from '../../platform/http/route.ts'
import { customerParams } from '../customers/contract.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, rawRoute } from '../feature.ts'
import { makeReferralLink } from './codes.ts'
import * as c from './contract.ts'
import { countReferrals, listReferrals } from './list-referrals.ts'
import { listRewards } from './list-rewards.ts'
import { findReferrers, nameReferrer } from './name-referrer.ts'
import { sendPayable } from './payable-csv.ts'
import { readReferralBlock } from './read-block.ts'
import { readReferralSetting, saveReferralSetting } from './setting.ts'
import { decideReward } from './take-step.ts'

const leaders = { roles: ['manager', 'operator', 'admin'] as const, apps: ['console'] as const }
const ofCustomer = { roles: ['advisor'] as const, apps: ['chat', 'console'] as const, params: customerParams }

export const referralRoutes: Route<Deps>[] = [
  jsonRoute({
    ...ofCustomer,
    method: 'GET',
    path: '/api/v1/customers/:id/referrals',
    summary: 'Whom a customer brought, who brought them, and what they got for it',
    output: c.referralBlock,
    handle: ({ deps, scope, params }) => readReferralBlock(deps, scope, params.id),
  }),
  jsonRoute({
    ...ofCustomer,
    method: 'POST',
    path: '/api/v1/customers/:id/referral-link',
    summary: 'Have WeCom make the link by which a customer brings others to the asking member',
    body: z.strictObject({}),
    output: c.referralBlock,
    status: 202,
    handle: async ({ deps, scope, params }) => {
      await makeReferralLink(deps, scope, params.id)
      return readReferralBlock(deps, scope, params.id)
    },
  }),
  jsonRoute({
    ...ofCustomer,
    method: 'GET',
    path: '/api/v1/customers/:id/referrers',
    summary: 'Customers who may have brought this one, by name',
    query: c.nameQuery,
    output: c.nameList,
    handle: ({ deps, scope, params, query }) => findReferrers(deps, scope, { id: params.id, q: query.q }),
  }),
  jsonRoute({
    ...ofCustomer,
    method: 'POST',
    path: '/api/v1/customers/:id/referrer',
    summary: 'Say who brought a customer; judged at once, refused with its reason',
    body: c.nameInput,
    output: c.nameAnswer,
    handle: ({ deps, scope, params, body }) =>
      nameReferrer(deps, scope, { customerId: params.id, referrerId: body.referrerId }),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/referral-summary',
    summary: 'Referrals and rewards one may count, by state',
    output: c.referralSummary,
    handle: ({ deps, scope }) => countReferrals(deps, scope),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/referrals',
    summary: 'Who brought whom, newest first',
    query: c.referralQuery,
    output: c.referralList,
    handle: ({ deps, scope, query }) => listReferrals(deps, scope, query),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/referral-rewards',
    summary: 'Rewards for referrals, newest first',
    query: c.rewardQuery,
    output: c.rewardList,
    handle: ({ deps, scope, query }) => listRewards(deps, scope, query),
  }),
  jsonRoute({
    ...leaders,
    method: 'POST',
    path: '/api/v1/referral-rewards/:id/step',
    summary: 'Approve, refuse or mark a reward as paid; audited',
    params: c.rewardParams,
    body: c.rewardStep,
    output: c.rewardStepAnswer,
    handle: async ({ deps, scope, params, body }) => ({
      state: await decideReward(deps, scope, { id: params.id, ...body }),
    }),
  }),
  rawRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/referral-rewards.csv',
    summary: 'Rewards that are approved and not paid, as a file (audited)',
    async raw(ctx, { deps, scope }) {
      if (!scope) throw new AppError('not-signed-in')
      await sendPayable(ctx, deps, scope)
    },
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/referral-setting',
    summary: 'What a referral earns',
    output: c.referralSetting,
    handle: ({ deps, scope }) => readReferralSetting(deps.database.sql, scope.corpId),
  }),
  jsonRoute({
    roles: ['admin'],
    apps: ['console'],
    method: 'PUT',
    path: '/api/v1/referral-setting',
    summary: 'Change what a referral earns from now on; audited',
    body: c.referralSetting,
    output: c.referralSetting,
    handle: ({ deps, scope, body }) => saveReferralSetting(deps, scope, body),
  }),
]
