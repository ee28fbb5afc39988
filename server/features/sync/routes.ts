import { jsonRoute, rawRoute } from '../feature.ts'
import {
  done,
  driftPage,
  driftQuery,
  eventPage,
  eventParams,
  eventQuery,
  failurePage,
  failureQuery,
  runPage,
  runParams,
  runQuery,
  runRequest,
  runStarted,
  syncRun,
  syncStatus,
} from './contract.ts'
import { z } from 'zod'
import { sendDriftCsv } from './drift-csv.ts'
import { listDrift } from './list-drift.ts'
import { listEvents, replayEvent } from './list-events.ts'
import { listFailures, listRuns, readRun } from './read-runs.ts'
import { readStatus } from './read-status.ts'
import { cancelRun, startSyncRun } from './start-run.ts'

const lookers = { roles: ['manager', 'operator', 'admin'] as const, apps: ['console'] as const }
const admins = { roles: ['admin'] as const, apps: ['console'] as const }

export const syncRoutes = [
  jsonRoute({
    ...lookers,
    method: 'GET',
    path: '/api/v1/sync',
    summary: 'Whether the copy is equal to WeCom, and what is under way',
    output: syncStatus,
    handle: ({ deps, scope }) => readStatus(deps, scope.corpId),
  }),
  jsonRoute({
    ...lookers,
    method: 'GET',
    path: '/api/v1/sync/runs',
    summary: 'Sync runs, newest first',
    query: runQuery,
    output: runPage,
    handle: ({ deps, scope, query }) => listRuns(deps, scope.corpId, query),
  }),
  jsonRoute({
    ...admins,
    method: 'POST',
    path: '/api/v1/sync/runs',
    summary: 'Start a run, or join the one under way',
    body: runRequest,
    output: runStarted,
    status: 202,
    handle: ({ deps, scope, body }) =>
      startSyncRun(deps, { corpId: scope.corpId, trigger: 'console', startedBy: scope.staffId, ...body }),
  }),
  jsonRoute({
    ...lookers,
    method: 'GET',
    path: '/api/v1/sync/runs/:id',
    summary: 'One sync run with its steps',
    params: runParams,
    output: syncRun,
    handle: ({ deps, scope, params }) => readRun(deps, scope.corpId, params.id),
  }),
  jsonRoute({
    ...admins,
    method: 'POST',
    path: '/api/v1/sync/runs/:id/cancel',
    summary: 'End a run at its next page',
    params: runParams,
    body: z.strictObject({}),
    output: done,
    handle: async ({ deps, scope, params }) => {
      await readRun(deps, scope.corpId, params.id)
      await cancelRun(deps, { corpId: scope.corpId, runId: params.id })
      return {}
    },
  }),
  jsonRoute({
    ...lookers,
    method: 'GET',
    path: '/api/v1/sync/runs/:id/failures',
    summary: 'What a run could not read, and why',
    params: runParams,
    query: failureQuery,
    output: failurePage,
    handle: ({ deps, scope, params, query }) =>
      listFailures(deps, scope.corpId, { runId: params.id, ...query }),
  }),
  jsonRoute({
    ...admins,
    method: 'GET',
    path: '/api/v1/sync/drift',
    summary: 'Differences between WeCom and the copy, and what was done',
    query: driftQuery,
    output: driftPage,
    handle: ({ deps, scope, query }) => listDrift(deps, scope.corpId, query),
  }),
  rawRoute({
    ...admins,
    method: 'GET',
    path: '/api/v1/sync/drift.csv',
    summary: 'The drift report as a file',
    raw: async (ctx, { deps, scope }) => {
      if (!scope) return
      const { runId, state } = driftQuery.parse({ ...ctx.query, app: undefined })
      await sendDriftCsv(ctx, deps, scope, { runId, state })
    },
  }),
  jsonRoute({
    ...admins,
    method: 'GET',
    path: '/api/v1/sync/events',
    summary: 'Events received from WeCom and how they were handled',
    query: eventQuery,
    output: eventPage,
    handle: ({ deps, scope, query }) => listEvents(deps, scope.corpId, query),
  }),
  jsonRoute({
    ...admins,
    method: 'POST',
    path: '/api/v1/sync/events/:hash/replay',
    summary: 'Handle an event once more',
    params: eventParams,
    body: z.strictObject({}),
    output: done,
    handle: async ({ deps, scope, params }) => {
      await replayEvent(deps, scope.corpId, params.hash)
      return {}
    },
  }),
]
