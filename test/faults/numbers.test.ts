import { expect, it } from 'vitest'
import { numbersFor, readNumbers } from './numbers.ts'
import type { FaultOptions } from './scenario.ts'

const options = (isFull: boolean): FaultOptions => ({
  isFull,
  seed: 9,
  kills: 60,
  contacts: 1,
  seconds: 1,
  backlog: 1,
  openLab: () => Promise.reject(new Error('no company')),
  say: () => undefined,
})

it('hands the full numbers on to the rows that their tests measure', () => {
  expect(readNumbers(numbersFor(options(true)))).toEqual({
    seed: 9,
    kills: 60,
    ticks: 100,
    cuts: 20,
    restarts: 20,
    lockSeconds: [5, 30, 60],
  })
})

it('keeps to the small numbers with --quick and in npm test', () => {
  expect(readNumbers(numbersFor(options(false)))).toEqual({ ...readNumbers({}), seed: 9 })
  expect(readNumbers({})).toMatchObject({ ticks: 20, cuts: 6, restarts: 3, lockSeconds: [5] })
})

it('refuses a number that is none, instead of measuring nothing', () => {
  expect(() => readNumbers({ FAULT_TICKS: 'many' })).toThrow('FAULT_TICKS')
})
