import { describe } from 'vitest'
import { itMeets } from './here.ts'
import { scenarios } from './scenarios/index.ts'

describe('sync', () => {
  // S1 has its story in killed-sync.test.ts.
  for (const scenario of scenarios) if (/^S(?!1$)/.test(scenario.row)) itMeets(scenario)
})
