import { z } from 'zod'
import { customerParams } from '../customers/contract.ts'
import { jsonRoute, type Feature } from '../feature.ts'
import {
  customerResponse,
  responseSetting,
  responseView,
  startedTraining,
  trialPage,
  trialParams,
  trialQuery,
} from './contract.ts'
import { responseJobs } from './jobs.ts'
import { listTrials } from './list-trials.ts'
import { readResponseModel, switchResponse } from './read-model.ts'
import { readCustomerResponse } from './read-response.ts'
import { startTraining } from './start-training.ts'

export { predictResponses } from './predict-responses.ts'
export { readCurrentModel, type CurrentModel } from './stored-model.ts'

const shared = { apps: ['console'] as const }
const editors = ['operator', 'admin'] as const

/** How likely a customer answers: learned from what was sent and what came of it. */
export const response: Feature = {
  name: 'response',
  routes: [
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/response-model',
      summary: 'The response model and how true its chances are',
      roles: ['manager', 'operator', 'admin'],
      output: responseView,
      handle: ({ deps, scope }) => readResponseModel(deps, scope),
    }),
    jsonRoute({
      roles: ['advisor'],
      apps: ['chat', 'console'],
      method: 'GET',
      path: '/api/v1/customers/:id/response',
      summary: 'How likely a customer answers, and why',
      params: customerParams,
      output: customerResponse,
      handle: ({ deps, scope, params }) => readCustomerResponse(deps, scope, params.id),
    }),
    jsonRoute({
      ...shared,
      method: 'PUT',
      path: '/api/v1/response-setting',
      summary: 'Switch the response model off or on for the corp',
      roles: editors,
      body: responseSetting,
      output: responseSetting,
      handle: ({ deps, scope, body }) => switchResponse(deps, scope, body.isOn),
    }),
    jsonRoute({
      ...shared,
      method: 'POST',
      path: '/api/v1/response-trainings',
      summary: 'Learn anew from what was sent and what came of it',
      roles: editors,
      body: z.strictObject({}),
      output: startedTraining,
      status: 202,
      handle: ({ deps, scope }) => startTraining(deps, scope),
    }),
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/response-model/:version/messages',
      summary: 'The messages a model was tried on, behind its figures',
      roles: ['manager', 'operator', 'admin'],
      params: trialParams,
      query: trialQuery,
      output: trialPage,
      handle: ({ deps, scope, params, query }) => listTrials(deps, scope, { ...query, ...params }),
    }),
  ],
  jobs: responseJobs,
}
