import type { FaultOptions, Finding, Scenario } from './scenario.ts'

/** `broken`: it could not be measured, which says nothing about the target. */
export type Outcome = 'met' | 'red' | 'broken'

export interface Ended {
  row: string
  title: string
  target: string
  outcome: Outcome
  seconds: number
  findings: Finding[]
}

const MARKS: Record<Outcome, string> = { met: 'ok    ', red: 'RED   ', broken: 'BROKEN' }

/** What a row measured is a finding; that it could not measure is none. */
export async function runOne(scenario: Scenario, options: FaultOptions): Promise<Ended> {
  const { row, title, target } = scenario
  const from = performance.now()
  const ended = (outcome: Outcome, findings: Finding[]): Ended => {
    const seconds = Math.round((performance.now() - from) / 100) / 10
    return { row, title, target, outcome, seconds, findings }
  }
  try {
    const findings = await scenario.run(options)
    if (findings.length === 0) throw new Error('nothing was measured')
    return ended(findings.every((one) => one.isMet) ? 'met' : 'red', findings)
  } catch (error) {
    return ended('broken', [{ figure: error instanceof Error ? error.message : String(error), isMet: false }])
  }
}

export function linesOf({ row, title, target, outcome, seconds, findings }: Ended): string {
  const head = `${MARKS[outcome]} ${row.padEnd(4)} ${title} (${seconds} s)\n       target: ${target}\n`
  return head + findings.map((one) => `     ${one.isMet ? ' ' : '✗'} ${one.figure}\n`).join('')
}

/** 3 before 1: as long as a row was not measured, the others are not the whole answer. */
export function exitCodeOf(outcomes: readonly Outcome[]): 0 | 1 | 3 {
  if (outcomes.includes('broken')) return 3
  return outcomes.includes('red') ? 1 : 0
}
