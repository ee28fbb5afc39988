import { expect, it } from 'vitest'
import { readOptions } from './options.ts'

it('has the full numbers when nothing is said', () => {
  expect(readOptions([], undefined)).toMatchObject({
    kills: 60,
    contacts: 100_000,
    seconds: 60,
    seed: 1,
    only: [],
  })
})

it('takes the seed from the command line, else from FAULT_SEED', () => {
  expect(readOptions([], '7').seed).toBe(7)
  expect(readOptions(['--seed', '8'], '7').seed).toBe(8)
})

it('reads rows in any spelling', () => {
  expect(readOptions(['--only', 'c1, s1'], undefined).only).toEqual(['C1', 'S1'])
})

it.each([
  [['--kils', '5'], '--help'],
  [['--kills', 'many'], '--kills must be a whole number above 0, not many'],
])('refuses %j and says what to do', (args, said) => {
  expect(() => readOptions(args, undefined)).toThrow(said)
})
