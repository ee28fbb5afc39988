import { expect, it } from 'vitest'
import { judgeArms } from '../../../server/features/actions/experiments/judge-arms.ts'

const arm = (key: string, closed: number, successes: number, customers = closed) => ({
  key,
  scriptId: key,
  version: null,
  title: key,
  customers,
  closed,
  successes,
})

it.each([
  ['fewer than thirty in one arm', [arm('A', 31, 3), arm('B', 29, 20)], 'not-enough', null],
  ['the published visits of an e-mail test', [arm('A', 21306, 2262), arm('B', 21307, 3894)], 'better', 'B'],
  ['the same the other way round', [arm('A', 21307, 3894), arm('B', 21306, 2262)], 'worse', 'B'],
  ['equal rates', [arm('A', 9000, 900), arm('B', 9000, 900)], 'no-difference', null],
  ['arms of sizes nobody planned', [arm('A', 21306, 2262), arm('B', 15000, 3894)], 'allocation-broken', null],
])('%s', (_, arms, verdict, verdictArm) => {
  expect(judgeArms(arms, {})).toMatchObject({ verdict, verdictArm })
})

it('names the best of several, and an earlier look stands', () => {
  const arms = [arm('A', 21306, 2262), arm('B', 21387, 3238), arm('C', 21307, 3894)]
  expect(judgeArms(arms, {})).toMatchObject({ verdict: 'better', verdictArm: 'C' })
  const close = [arm('A', 400, 40), arm('B', 400, 52)]
  expect(judgeArms(close, {}).verdict).toBe('no-difference')
  expect(judgeArms(close, { B: 0.01 }).verdict).toBe('better')
})
