import { describe } from 'vitest'
import { itMeets } from './here.ts'
import { scenarios } from './scenarios/index.ts'

describe('callbacks', () => {
  for (const scenario of scenarios) if (scenario.row.startsWith('C')) itMeets(scenario)
})
