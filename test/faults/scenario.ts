import type { Lab, LabOptions } from './lab.ts'

/** How large a row is run. `npm test` takes the small numbers in this process, `npm run faults` the full ones. */
export interface FaultOptions {
  isFull: boolean
  seed: number
  /** Kills for each row that kills. */
  kills: number
  contacts: number
  /** Length of a storm. */
  seconds: number
  /** Events that wait for a worker that was away. */
  backlog: number
  openLab(options?: LabOptions & { isKilled?: boolean }): Promise<Lab>
  /** Says what is going on while a long row runs. */
  say(text: string): void
}

export interface Finding {
  /** What was measured, in words. */
  figure: string
  isMet: boolean
}

export interface Scenario {
  /** Row of the fault catalogue. */
  row: string
  title: string
  /** What must be reached. */
  target: string
  run(options: FaultOptions): Promise<Finding[]>
}

export function finding(figure: string, isMet: boolean): Finding {
  return { figure, isMet }
}

/** Opens a company for the row and closes it, whatever comes. */
export async function withLab(
  options: FaultOptions,
  lab: LabOptions & { isKilled?: boolean },
  run: (lab: Lab) => Promise<Finding[]>,
): Promise<Finding[]> {
  const opened = await options.openLab(lab)
  try {
    return await run(opened)
  } finally {
    await opened.close()
  }
}
