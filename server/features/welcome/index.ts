import { jsonRoute, type Feature } from '../feature.ts'
import { welcomeSetting, welcomeState } from './contract.ts'
import { WELCOME_JOB, welcomeEffect, welcomeHandler } from './send-welcome.ts'
import { readWelcome, saveSetting } from './welcome-setting.ts'

export { welcomeJob } from './send-welcome.ts'

const shared = { roles: ['operator', 'admin'] as const, apps: ['console'] as const, output: welcomeState }

/** Greets new contacts, once for each, within the twenty seconds that WeCom gives. */
export const welcome: Feature = {
  name: 'welcome',
  routes: [
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/welcome',
      summary: 'The welcome of new contacts, and how it went lately',
      handle: ({ deps, scope }) => readWelcome(deps, scope),
    }),
    jsonRoute({
      ...shared,
      method: 'PUT',
      path: '/api/v1/welcome',
      summary: 'Change the welcome of new contacts',
      body: welcomeSetting,
      handle: ({ deps, scope, body }) => saveSetting(deps, scope, body),
    }),
  ],
  jobs: (deps) => ({ [WELCOME_JOB]: welcomeHandler(deps) }),
  effects: (deps) => ({ welcome: welcomeEffect(deps) }),
}
