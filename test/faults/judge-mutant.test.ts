import { expect, it } from 'vitest'
import { judgeMutant } from './judge-mutant.ts'
import { exitCodeOf, runOne, type Ended, type Outcome } from './outcome.ts'
import { finding, type FaultOptions, type Finding } from './scenario.ts'

const numbers: FaultOptions = {
  isFull: false,
  seed: 1,
  kills: 1,
  contacts: 1,
  seconds: 1,
  backlog: 1,
  openLab: () => Promise.reject(new Error('the service did not start')),
  say: () => undefined,
}
const row = (run: () => Promise<Finding[]>) => ({ row: 'X1', title: 'x', target: 'x', run })
const ended = (outcome: Outcome): Ended => ({ ...row(async () => []), outcome, seconds: 0, findings: [] })

it('tells a row that measured the wrong thing from one that could not measure', async () => {
  const measured = (isMet: boolean) =>
    runOne(
      row(async () => [finding('x', true), finding('y', isMet)]),
      numbers,
    )
  expect((await measured(true)).outcome).toBe('met')
  expect((await measured(false)).outcome).toBe('red')
  const unstarted = await runOne(
    row(async () => {
      await numbers.openLab()
      return []
    }),
    numbers,
  )
  expect(unstarted).toMatchObject({ outcome: 'broken', findings: [{ figure: 'the service did not start' }] })
  expect(
    (
      await runOne(
        row(async () => []),
        numbers,
      )
    ).outcome,
  ).toBe('broken')
})

it('ends with 3 as long as a row could not be measured', () => {
  expect(exitCodeOf(['met', 'met'])).toBe(0)
  expect(exitCodeOf(['met', 'red'])).toBe(1)
  expect(exitCodeOf(['red', 'broken'])).toBe(3)
})

it.each([
  ['met', 'red', 'caught'],
  ['met', 'met', 'not-caught'],
  ['met', 'broken', 'broken'],
  ['red', 'red', 'broken'],
  ['red', null, 'broken'],
  ['broken', 'red', 'broken'],
] as const)('a row that is %s with the protection and %s without it: %s', (sound, mutated, verdict) => {
  expect(judgeMutant([{ sound: ended(sound), mutated: mutated && ended(mutated) }])).toBe(verdict)
})

it('takes a mutant for caught only when every row that guards it turned red', () => {
  const red = { sound: ended('met'), mutated: ended('red') }
  expect(judgeMutant([red, red])).toBe('caught')
  expect(judgeMutant([red, { sound: ended('met'), mutated: ended('met') }])).toBe('not-caught')
  expect(judgeMutant([])).toBe('broken')
})
