import type { FaultRule } from '../../../server/simulator/index.ts'
import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Finding, type Scenario } from '../scenario.ts'

type Accident = Partial<FaultRule>

/** Longer than the client waits for an answer. */
const STALL_MS = 15_500

const ACCIDENTS: Record<string, Accident> = {
  reset: { resetRate: 1 },
  'reset after it took effect': { resetAfterRate: 1 },
  'HTTP 500': { httpErrorRate: 1, httpStatus: 500 },
  'HTTP 502 with HTML': { httpErrorRate: 1, httpStatus: 502 },
  'truncated JSON': { truncateRate: 1 },
  'gzip cut': { gzipCutRate: 1 },
  'empty body': { emptyBodyRate: 1 },
}

export const s2: Scenario = {
  row: 'S2',
  title: 'the n-th call fails',
  target: 'run done and diff 0 for each accident and each n; no cursor advanced on a bad page',
  run: (options) => {
    const { isFull } = options
    return withLab(options, { company: { contacts: isFull ? 240 : 120 }, isSynced: true }, async (lab) => {
      const places = isFull ? [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20] : []
      const cases = Object.entries(ACCIDENTS).flatMap(([name, rule], place) =>
        (isFull ? places : [2 + place]).map((n) => ({ name, rule, n })),
      )
      if (isFull) for (const n of [3, 9]) cases.push({ name: 'timeout', rule: { latencyMs: STALL_MS }, n })
      const wrong: Finding[] = []
      for (const { name, rule, n } of cases) {
        changeSilently(lab, { remark: `${n}-${wrong.length}-${lab.simulator.calls.counts().total}` })
        lab.simulator.faults.set({
          seed: options.seed,
          rules: [{ path: '*', ...rule, skip: n - 1, count: 1 }],
        })
        const run = await lab.sync({ kind: 'full' })
        const equal = await lab.equality()
        if (run.state !== 'done' || !equal.isMet)
          wrong.push(finding(`${name} at call ${n}: run ${run.state}, ${equal.figure}`, false))
      }
      return [finding(`${cases.length} runs, ${wrong.length} not equal`, wrong.length === 0), ...wrong]
    })
  },
}
