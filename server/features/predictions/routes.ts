import { z } from 'zod'
import { jsonRoute } from '../feature.ts'
import {
  customerParams,
  customerPrediction,
  fitList,
  fitQuery,
  modelPage,
  newTerms,
  predictionTerms,
  riskList,
  riskQuery,
  startedFit,
} from './contract.ts'
import { listAtRisk } from './list-at-risk.ts'
import { listFits, readModelPage } from './read-model-page.ts'
import { readPrediction } from './read-prediction.ts'
import { startFit } from './start-fit.ts'
import { changeTerms } from './terms.ts'

const leaders = { roles: ['manager', 'admin'] as const, apps: ['console'] as const }
const admins = { roles: ['admin'] as const, apps: ['console'] as const }

export const predictionRoutes = [
  jsonRoute({
    roles: ['advisor'],
    apps: ['chat', 'console'],
    method: 'GET',
    path: '/api/v1/customers/:id/prediction',
    summary: 'What is foreseen of one customer, and the figures behind it',
    params: customerParams,
    output: customerPrediction,
    handle: ({ deps, scope, params }) => readPrediction(deps, scope, params.id),
  }),
  jsonRoute({
    roles: ['advisor'],
    apps: ['console'],
    method: 'GET',
    path: '/api/v1/predictions/at-risk',
    summary: 'Customers by churn, the most likely to stay away first',
    query: riskQuery,
    output: riskList,
    handle: ({ deps, scope, query }) => listAtRisk(deps, scope, query),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/predictions/model',
    summary: 'The models in force, their checks and their terms',
    output: modelPage,
    handle: ({ deps, scope }) => readModelPage(deps, scope),
  }),
  jsonRoute({
    ...leaders,
    method: 'GET',
    path: '/api/v1/predictions/fits',
    summary: 'Fits of the models, newest first',
    query: fitQuery,
    output: fitList,
    handle: ({ deps, scope, query }) => listFits(deps, scope.corpId, query),
  }),
  jsonRoute({
    ...admins,
    method: 'POST',
    path: '/api/v1/predictions/fits',
    summary: 'Fit the models anew',
    body: z.strictObject({}),
    output: startedFit,
    status: 202,
    handle: ({ deps, scope }) => startFit(deps, scope),
  }),
  jsonRoute({
    ...admins,
    method: 'PUT',
    path: '/api/v1/predictions/terms',
    summary: 'What is forecast, and under which assumptions',
    body: newTerms,
    output: predictionTerms,
    handle: ({ deps, scope, body }) => changeTerms(deps, scope, body),
  }),
]
