import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startChild, startHere } from './host.ts'
import { openLab } from './lab.ts'
import type { FaultOptions, Scenario } from './scenario.ts'

/** The small numbers: the service in this process, and as a child only where it must be killed. */
const small: FaultOptions = {
  isFull: false,
  seed: 1,
  kills: 1,
  contacts: 600,
  seconds: 1,
  backlog: 120,
  openLab: ({ isKilled = false, ...lab } = {}) =>
    openLab(isKilled ? startChild(fileURLToPath(new URL('service.ts', import.meta.url))) : startHere, {
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
