import { z } from 'zod'
import { AppError } from '../../platform/http/app-error.ts'
import { readBytes } from '../../platform/http/read-json.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Scope } from '../../platform/http/scope.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, rawRoute } from '../feature.ts'
import { boardRoutes } from './board/routes.ts'
import {
  changedHandover,
  confirmation,
  fileAnswer,
  giveBackRequest,
  handover,
  handoverPage,
  handoverParams,
  handoverQuery,
  newHandover,
  reassignRequest,
  requeued,
  retryRequest,
  rowEdit,
  rowPage,
  rowQuery,
  undoList,
} from './contract.ts'
import { listHandovers } from './list-handovers.ts'
import { changeDraft, checkDraft, createDraft, discardDraft, editRows } from './plan/draft.ts'
import { applyPlanFile, MAX_FILE_BYTES, planCsv } from './plan/plan-file.ts'
import { readHandover } from './read-handover.ts'
import { listRows } from './rows/list-rows.ts'
import { confirmHandover } from './run/confirm.ts'
import { reassignRows, retryRows } from './run/requeue.ts'
import { cancelHandover, pauseHandover, resumeHandover } from './run/steer.ts'
import { planGiveBack } from './undo/give-back.ts'
import { readUndo } from './undo/read-undo.ts'

const shared = { roles: ['manager', 'admin'] as const, apps: ['console'] as const }
const base = '/api/v1/handovers'
const one = { ...shared, params: handoverParams }
const empty = z.strictObject({})

const plans: Route<Deps>[] = [
  jsonRoute({
    ...shared,
    method: 'GET',
    path: base,
    summary: 'Handovers, newest first',
    query: handoverQuery,
    output: handoverPage,
    handle: ({ deps, scope, query }) => listHandovers(deps, scope, query),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: base,
    summary: 'Plan a handover',
    status: 201,
    body: newHandover,
    output: handover,
    handle: ({ deps, scope, body }) => createDraft(deps, scope, body),
  }),
  jsonRoute({
    ...one,
    method: 'GET',
    path: `${base}/:id`,
    summary: 'A plan, or how its run stands',
    output: handover,
    handle: ({ deps, scope, params }) => readHandover(deps, scope, params.id),
  }),
  jsonRoute({
    ...one,
    method: 'PATCH',
    path: `${base}/:id`,
    summary: 'Change a plan',
    body: changedHandover,
    output: handover,
    handle: ({ deps, scope, params, body }) => changeDraft(deps, scope, { id: params.id, change: body }),
  }),
  jsonRoute({
    ...one,
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Throw a plan away',
    output: empty,
    async handle({ deps, scope, params }) {
      await discardDraft(deps, scope, params.id)
      return {}
    },
  }),
  jsonRoute({
    ...one,
    method: 'GET',
    path: `${base}/:id/rows`,
    summary: 'Customers or groups of a handover',
    query: rowQuery,
    output: rowPage,
    handle: ({ deps, scope, params, query }) => listRows(deps, scope, { id: params.id, query }),
  }),
  jsonRoute({
    ...one,
    method: 'PATCH',
    path: `${base}/:id/rows`,
    summary: 'Choose a successor for single rows',
    body: rowEdit,
    output: handover,
    handle: ({ deps, scope, params, body }) => editRows(deps, scope, { id: params.id, edit: body }),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${base}/:id/check`,
    summary: 'Dry run: look at every row again',
    body: empty,
    output: handover,
    handle: ({ deps, scope, params }) => checkDraft(deps, scope, params.id),
  }),
]

const runs: Route<Deps>[] = [
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${base}/:id/confirm`,
    summary: 'Start handing over',
    body: confirmation,
    output: handover,
    handle: ({ deps, scope, params, body }) => confirmHandover(deps, scope, { id: params.id, ...body }),
  }),
  ...(
    [
      ['pause', 'Send no further call', pauseHandover],
      ['resume', 'Go on', resumeHandover],
      ['cancel', 'Leave what was not called', cancelHandover],
    ] as const
  ).map(([name, summary, steer]) =>
    jsonRoute({
      ...one,
      method: 'POST',
      path: `${base}/:id/${name}`,
      summary,
      body: empty,
      output: handover,
      handle: ({ deps, scope, params }) => steer(deps, scope, params.id),
    }),
  ),
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${base}/:id/retry`,
    summary: 'Try ended rows again',
    body: retryRequest,
    output: requeued,
    handle: ({ deps, scope, params, body }) => retryRows(deps, scope, { id: params.id, request: body }),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${base}/:id/reassign`,
    summary: 'Give ended rows to other successors',
    body: reassignRequest,
    output: requeued,
    handle: ({ deps, scope, params, body }) => reassignRows(deps, scope, { id: params.id, request: body }),
  }),
]

const undo: Route<Deps>[] = [
  jsonRoute({
    ...one,
    method: 'GET',
    path: `${base}/:id/undo`,
    summary: 'What can still be cancelled or given back, with its limits',
    output: undoList,
    handle: ({ deps, scope, params }) => readUndo(deps, scope, params.id),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: `${base}/:id/give-back`,
    summary: 'Plan to give back what one successor got',
    status: 201,
    body: giveBackRequest,
    output: handover,
    handle: ({ deps, scope, params, body }) => planGiveBack(deps, scope, { id: params.id, request: body }),
  }),
]

const files: Route<Deps>[] = [
  rawRoute({
    ...shared,
    method: 'GET',
    path: `${base}/:id/plan.csv`,
    summary: 'The plan as a file to edit',
    async raw(ctx, { deps, scope }) {
      const csv = await planCsv(deps, known(scope), idOf(ctx['params']))
      ctx.type = 'text/csv; charset=utf-8'
      ctx.attachment('plan.csv')
      ctx.body = csv
    },
  }),
  rawRoute({
    ...shared,
    method: 'POST',
    path: `${base}/:id/plan.csv`,
    summary: 'Plan as an edited file says (text/csv body)',
    async raw(ctx, { deps, scope }) {
      const id = idOf(ctx['params'])
      const bytes = await readBytes(ctx, MAX_FILE_BYTES)
      ctx.body = fileAnswer.parse(await applyPlanFile(deps, known(scope), { id, bytes }))
    },
  }),
]

export const handoverRoutes: Route<Deps>[] = [...boardRoutes, ...plans, ...runs, ...undo, ...files]

function known(scope: Scope | null): Scope {
  if (!scope) throw new AppError('not-signed-in')
  return scope
}

function idOf(params: unknown): string {
  return handoverParams.parse(params).id
}
