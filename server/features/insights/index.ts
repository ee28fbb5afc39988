import { z } from 'zod'
import { jsonRoute, type Feature } from '../feature.ts'
import {
  recalibration,
  rfmChange,
  rfmPreview,
  rfmQuery,
  rfmState,
  rfmUnitInput,
  rfmVersionInput,
  tierCounts,
} from './contract.ts'
import { insightJobs } from './jobs.ts'
import { previewRfm } from './preview-rfm.ts'
import { readTiers } from './read-tiers.ts'
import { readRfmState } from './rfm-state.ts'
import { inheritTerms, rollBack, saveTerms } from './change-rfm.ts'

const shared = { apps: ['console'] as const }
const rfm = { ...shared, roles: ['admin'] as const }

export const insights: Feature = {
  name: 'insights',
  routes: [
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/insights/tiers',
      summary: 'Customers in each tier',
      roles: ['manager', 'operator', 'admin'],
      output: tierCounts,
      handle: ({ deps, scope }) => readTiers(deps, scope),
    }),
    jsonRoute({
      ...shared,
      method: 'POST',
      path: '/api/v1/insights/recalibrations',
      summary: 'Measure everybody anew and freeze new thresholds',
      roles: ['admin'],
      body: z.strictObject({}),
      output: recalibration,
      status: 202,
      handle: async ({ deps, scope: { corpId } }) => ({
        jobId: await deps.jobs.add(deps.database.db, {
          name: 'insights.recalibrate',
          corpId,
          payload: {},
          key: 'asked',
          lane: 'import',
        }),
      }),
    }),
    jsonRoute({
      ...rfm,
      roles: ['manager', 'admin'],
      method: 'GET',
      path: '/api/v1/insights/rfm',
      summary: 'How a corp or a unit is measured, and its versions',
      query: rfmQuery,
      output: rfmState,
      handle: ({ deps, scope, query }) => readRfmState(deps, scope.corpId, query.unitId),
    }),
    jsonRoute({
      ...rfm,
      method: 'PUT',
      path: '/api/v1/insights/rfm',
      summary: 'Measure otherwise from now on',
      body: rfmChange,
      output: rfmState,
      handle: ({ deps, scope, body }) => saveTerms(deps, scope, body),
    }),
    jsonRoute({
      ...rfm,
      method: 'POST',
      path: '/api/v1/insights/rfm/preview',
      summary: 'How many would be in each tier',
      body: rfmChange,
      output: rfmPreview,
      handle: ({ deps, scope, body }) => previewRfm(deps, scope.corpId, body),
    }),
    jsonRoute({
      ...rfm,
      method: 'POST',
      path: '/api/v1/insights/rfm/roll-back',
      summary: 'Take an earlier version into force again',
      body: rfmVersionInput,
      output: rfmState,
      handle: ({ deps, scope, body }) => rollBack(deps, scope, body.version),
    }),
    jsonRoute({
      ...rfm,
      method: 'POST',
      path: '/api/v1/insights/rfm/inherit',
      summary: 'Measure a unit with the corp again',
      body: rfmUnitInput,
      output: rfmState,
      handle: ({ deps, scope, body }) => inheritTerms(deps, scope, body.unitId),
    }),
  ],
  jobs: insightJobs,
  reactions: { 'orders-linked': 'insights.rescore' },
}
