import { z } from 'zod'
import type { Route } from '../../platform/http/route.ts'
import type { Deps } from '../deps.ts'
import { jsonRoute, type EffectHandlers } from '../feature.ts'
import { dismissal, effectCounts, effectDetail, effectFilter, effectPage } from './contract.ts'
import { effectParams, effectQuery, effectRow, repeatedMany, repeatMany } from './contract.ts'
import { dismissEffect, repeatEffect } from './decide-effect.ts'
import { countEffects, listEffects, readEffectDetail } from './list-effects.ts'
import { repeatEffects } from './repeat-many.ts'

const shared = { roles: ['advisor'] as const, apps: ['chat', 'console'] as const }
const one = { ...shared, params: effectParams, output: effectRow }

export const effectRoutes = (handlers: (deps: Deps) => EffectHandlers): Route<Deps>[] => [
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/effects',
    summary: 'What was written to WeCom and how it went',
    query: effectQuery,
    output: effectPage,
    handle: ({ deps, scope, query }) => listEffects(deps, scope, query),
  }),
  jsonRoute({
    ...shared,
    method: 'GET',
    path: '/api/v1/effect-counts',
    summary: 'How many writes to WeCom are in each state',
    query: effectFilter,
    output: effectCounts,
    handle: ({ deps, scope, query }) => countEffects(deps, scope, query),
  }),
  jsonRoute({
    ...one,
    method: 'GET',
    path: '/api/v1/effects/:id',
    summary: 'One write to WeCom, with the outcome of each item',
    output: effectDetail,
    handle: ({ deps, scope, params }) => readEffectDetail(deps, scope, params.id),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: '/api/v1/effects/:id/repeat',
    summary: 'Try a failed write again',
    body: z.strictObject({}),
    handle: ({ deps, scope, params }) =>
      repeatEffect(deps, scope, { id: params.id, handlers: handlers(deps) }),
  }),
  jsonRoute({
    ...shared,
    method: 'POST',
    path: '/api/v1/effect-repeats',
    summary: 'Try some of the filtered writes again',
    body: repeatMany,
    output: repeatedMany,
    handle: ({ deps, scope, body }) => repeatEffects(deps, scope, { asked: body, handlers: handlers(deps) }),
  }),
  jsonRoute({
    ...one,
    method: 'POST',
    path: '/api/v1/effects/:id/dismiss',
    summary: 'Leave a failed write as it is',
    body: dismissal,
    handle: ({ deps, scope, params, body }) =>
      dismissEffect(deps, scope, {
        id: params.id,
        reason: body.reason ?? null,
        handlers: handlers(deps),
      }),
  }),
]
