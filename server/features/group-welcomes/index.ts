import { jsonRoute, type Feature } from '../feature.ts'
import {
  done,
  saved,
  welcomeChange,
  welcomeInput,
  welcomeList,
  welcomeParams,
  welcomeQuery,
} from './contract.ts'
import { groupWelcomeEffect } from './welcome-effect.ts'
import { createWelcome, endWelcome, listWelcomes, updateWelcome } from './welcomes.ts'

const PATH = '/api/v1/group-welcomes'
const editors = { roles: ['operator', 'admin'] as const, apps: ['console'] as const }

/** What groups say to who joins (入群欢迎语素材): group owners choose one of them in the WeCom client. */
export const groupWelcomes: Feature = {
  name: 'group-welcomes',
  routes: [
    jsonRoute({
      ...editors,
      method: 'GET',
      path: PATH,
      summary: 'Group welcomes, and how each stands in WeCom',
      query: welcomeQuery,
      output: welcomeList,
      handle: ({ deps, scope, query }) => listWelcomes(deps, scope, query.cursor),
    }),
    jsonRoute({
      ...editors,
      method: 'POST',
      path: PATH,
      summary: 'Make a group welcome; WeCom gets it by the outbox',
      body: welcomeInput,
      output: saved,
      status: 201,
      handle: ({ deps, scope, body }) => createWelcome(deps, scope, body),
    }),
    jsonRoute({
      ...editors,
      method: 'PUT',
      path: `${PATH}/:id`,
      summary: 'Change a group welcome',
      params: welcomeParams,
      body: welcomeChange,
      output: saved,
      handle: ({ deps, scope, params, body }) => updateWelcome(deps, scope, { ...body, id: params.id }),
    }),
    jsonRoute({
      ...editors,
      method: 'POST',
      path: `${PATH}/:id/end`,
      summary: 'Remove a group welcome',
      params: welcomeParams,
      output: done,
      handle: async ({ deps, scope, params }) => {
        await endWelcome(deps, scope, params.id)
        return {}
      },
    }),
  ],
  effects: groupWelcomeEffect.handlers,
}
