import { describe } from 'vitest'
import { itMeets } from './here.ts'
import { scenarios } from './scenarios/index.ts'

describe('sync', () => {
  // S1 has its story in killed-sync.test.ts; S4 needs a real minute, and is shown in features/sync/faults.test.ts.
  for (const scenario of scenarios) if (/^S(?![14]$)/.test(scenario.row)) itMeets(scenario)
})
