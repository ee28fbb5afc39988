import { jsonRoute, type Feature } from '../feature.ts'
import { today as todayAnswer } from './contract.ts'
import { readToday } from './read-today.ts'

export const today: Feature = {
  name: 'today',
  routes: [
    jsonRoute({
      method: 'GET',
      path: '/api/v1/today',
      summary: 'What is true now and asks for somebody',
      roles: ['advisor'],
      apps: ['console'],
      output: todayAnswer,
      handle: ({ deps, scope }) => readToday(deps, scope),
    }),
  ],
}
