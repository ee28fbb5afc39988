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

it('is as small as npm test when asked to be quick, but for the numbers that are said', () => {
  expect(readOptions(['--quick', '--kills', '9'], undefined)).toMatchObject({
    kills: 9,
    contacts: 600,
    seconds: 1,
    backlog: 120,
    isQuick: true,
  })
})

it('takes the seed from the command line, else from FAULT_SEED', () => {
  expect(readOptions([], '7').seed).toBe(7)
  expect(readOptions(['--seed', '8'], '7').seed).toBe(8)
})

it('reads rows in any spelling', () => {
  expect(readOptions(['--only', 'c1, s1'], undefined).only).toEqual(['C1', 'S1'])
})

it('takes SQLite unless a PostgreSQL is named', () => {
  expect(readOptions([], undefined).postgres).toBeNull()
  expect(readOptions(['--database', 'postgres'], undefined).postgres).toMatch(/^postgres:/)
  const url = 'postgres://liuke@db:5433/postgres'
  expect(readOptions(['--database', url], undefined).postgres).toBe(url)
})

it.each([
  [['--database', 'mysql'], 'sqlite, postgres or a postgres:// URL, not mysql'],
  [['--kils', '5'], '--help'],
  [['--kills', 'many'], '--kills must be a whole number above 0, not many'],
])('refuses %j and says what to do', (args, said) => {
  expect(() => readOptions(args, undefined)).toThrow(said)
})
