import { z } from 'zod'
import { customerParams } from '../customers/contract.ts'
import { jsonRoute, type Feature } from '../feature.ts'
import {
  lifecycle,
  lifecycleQuery,
  ownerSpendPage,
  spend,
  spendQuery,
  stageOverride,
  standingAnswer,
  standingChange,
  standingPreview,
  standingQuery,
  standingSettings,
  standingUnit,
  standingVersion,
} from './contract.ts'
import { standingJobs } from './jobs.ts'
import { overrideStage } from './override-stage.ts'
import { readLifecycle } from './read-lifecycle.ts'
import { listOwnerSpend, readSpend } from './read-spend.ts'
import { readStanding } from './read-standing.ts'
import { previewStanding } from './preview.ts'
import {
  inheritStandingSettings,
  readStandingSettings,
  rollBackStandingSettings,
  saveStandingSettings,
} from './settings.ts'

const one = {
  roles: ['advisor'] as const,
  apps: ['chat', 'console'] as const,
  params: customerParams,
  output: standingAnswer,
}
const figures = {
  method: 'GET',
  roles: ['manager', 'operator', 'admin'] as const,
  apps: ['console'] as const,
} as const
const SETTINGS = '/api/v1/standing/settings'
const settings = {
  roles: ['admin'] as const,
  apps: ['console'] as const,
  output: standingSettings,
}

/** Where each customer stands: stage, win-back ladder, grade and closeness, from dated facts. */
export const standing: Feature = {
  name: 'standing',
  routes: [
    jsonRoute({
      ...one,
      method: 'GET',
      path: '/api/v1/customers/:id/standing',
      summary: 'Stage, grade and closeness of one customer, and why',
      handle: ({ deps, scope, params }) => readStanding(deps, scope, params.id),
    }),
    jsonRoute({
      ...one,
      method: 'PUT',
      path: '/api/v1/customers/:id/stage',
      summary: 'Set the stage by hand until a day',
      body: stageOverride,
      handle: ({ deps, scope, params, body }) =>
        overrideStage(deps, scope, { customerId: params.id, override: body }),
    }),
    jsonRoute({
      ...one,
      method: 'POST',
      path: '/api/v1/customers/:id/stage/undo',
      summary: 'Give the stage back to the rule',
      body: z.strictObject({}),
      handle: ({ deps, scope, params }) =>
        overrideStage(deps, scope, { customerId: params.id, override: null }),
    }),
    jsonRoute({
      ...figures,
      path: '/api/v1/lifecycle',
      summary: 'Customers by stage, the ladder, activity and reach',
      query: lifecycleQuery,
      output: lifecycle,
      handle: ({ deps, scope, query }) => readLifecycle(deps, scope, query),
    }),
    jsonRoute({
      ...figures,
      path: '/api/v1/lifecycle/spend',
      summary: 'What owners spent in a year, by store and advisor',
      query: lifecycleQuery,
      output: spend,
      handle: ({ deps, scope, query }) => readSpend(deps, scope, query),
    }),
    jsonRoute({
      ...figures,
      path: '/api/v1/lifecycle/spend/owners',
      summary: 'The owners behind such a figure, the most first',
      query: spendQuery,
      output: ownerSpendPage,
      handle: ({ deps, scope, query }) => listOwnerSpend(deps, scope, query),
    }),
    jsonRoute({
      ...settings,
      roles: ['manager', 'admin'],
      method: 'GET',
      path: SETTINGS,
      summary: 'The numbers behind stage, ladder, grade and closeness, and what counted before',
      query: standingQuery,
      handle: ({ deps, scope, query }) => readStandingSettings(deps, scope, query.unitId),
    }),
    jsonRoute({
      ...settings,
      method: 'PUT',
      path: SETTINGS,
      summary: 'Change these numbers for the corp or a unit',
      body: standingChange,
      handle: ({ deps, scope, body }) => saveStandingSettings(deps, scope, body),
    }),
    jsonRoute({
      ...settings,
      method: 'POST',
      path: `${SETTINGS}/preview`,
      summary: 'How customers would stand under other numbers',
      body: standingChange,
      output: standingPreview,
      handle: ({ deps, scope, body }) => previewStanding(deps, scope.corpId, body),
    }),
    jsonRoute({
      ...settings,
      method: 'POST',
      path: `${SETTINGS}/roll-back`,
      summary: 'Let the numbers of an earlier change count again',
      body: standingVersion,
      handle: ({ deps, scope, body }) => rollBackStandingSettings(deps, scope, body.id),
    }),
    jsonRoute({
      ...settings,
      method: 'POST',
      path: `${SETTINGS}/inherit`,
      summary: 'Let a unit go by the corp again',
      body: standingUnit,
      handle: ({ deps, scope, body }) => inheritStandingSettings(deps, scope, body.unitId),
    }),
  ],
  jobs: standingJobs,
  reactions: {
    'customer-changed': 'standing.recompute',
    'contact-changed': 'standing.recompute',
    'orders-linked': 'standing.recompute',
    'facts-recorded': 'standing.recompute',
  },
  // A company from before this feature, or a copy of one: the pass takes whom nobody has looked at.
  async start(deps) {
    for (const { corpId } of deps.corps.all())
      await deps.jobs.add(deps.database.db, {
        name: 'standing.daily',
        corpId,
        payload: {},
        key: 'start',
        lane: 'import',
      })
  },
}
