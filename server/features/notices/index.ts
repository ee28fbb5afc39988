import { jsonRoute, type Feature } from '../feature.ts'
import { appMessageEffect } from './app-message.ts'
import { noticeSetting } from './contract.ts'
import { readNotices, saveNotices } from './notice-setting.ts'

export { planAppMessages } from './app-message.ts'
export { noticeDepartures, noticePlanned, noticeSync } from './notice.ts'

const shared = { roles: ['admin'] as const, apps: ['console'] as const, output: noticeSetting }

/** Messages of the app to members in WeCom: what leaders must know without looking. */
export const notices: Feature = {
  name: 'notices',
  routes: [
    jsonRoute({
      ...shared,
      method: 'GET',
      path: '/api/v1/notices',
      summary: 'What the app tells leaders in WeCom',
      handle: ({ deps, scope }) => readNotices(deps, scope.corpId),
    }),
    jsonRoute({
      ...shared,
      method: 'PUT',
      path: '/api/v1/notices',
      summary: 'Choose what the app tells leaders in WeCom',
      body: noticeSetting,
      handle: ({ deps, scope, body }) => saveNotices(deps, scope, body),
    }),
  ],
  effects: (deps) => ({ 'app-message': appMessageEffect(deps) }),
}
