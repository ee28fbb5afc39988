import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compiled } from '../support/compile.ts'
import { startChild, startHere } from './host.ts'
import { openLab } from './lab.ts'
import { SMALL } from './options.ts'
import type { FaultOptions, Scenario } from './scenario.ts'

/** The small numbers: the service in this process, and as a child only where it must be killed. */
const small: FaultOptions = {
  isFull: false,
  seed: 1,
  ...SMALL,
  openLab: ({ isKilled = false, ...lab } = {}) =>
    openLab(isKilled ? startChild(join(compiled(), 'test/faults/service.js')) : startHere, {
      ...lab,
      seed: small.seed,
    }),
  say: () => undefined,
}

/** A test that bears the number of its row. */
export function itMeets(scenario: Scenario): void {
  it(`${scenario.row} ${scenario.title}`, async () => {
    const findings = await scenario.run(small)
    expect(findings.filter((one) => !one.isMet)).toEqual([])
    expect(findings.length).toBeGreaterThan(0)
  })
}
