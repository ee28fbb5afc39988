import { expect, it } from 'vitest'
import { mutatedFiles } from './build-service.ts'
import { mutants } from './mutants/index.ts'
import { scenarios } from './scenarios/index.ts'

it.each(mutants)('$name still fits the code, and a row is there to catch it', (mutant) => {
  expect(mutatedFiles(mutant).size).toBeGreaterThan(0)
  expect(scenarios.map((one) => one.row)).toEqual(expect.arrayContaining(mutant.caughtBy))
})

it('refuses a mutant that would change nothing', () => {
  const file = 'server/main.ts'
  const mutant = {
    name: 'x',
    protection: '',
    caughtBy: [],
    edits: [{ file, find: 'nowhere to be found', replace: '' }],
  }
  expect(() => mutatedFiles(mutant)).toThrow('0 times in server/main.ts')
})
