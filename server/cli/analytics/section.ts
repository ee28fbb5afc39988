export type Verdict = 'reached' | 'missed' | 'no published value' | 'not measured here'

/** One figure of the specification beside ours. */
export interface Row {
  figure: string
  /** null: nobody has published one. */
  reference: number | string | null
  /** Absolute; 0 for what must be equal. */
  tolerance: number
  ours: number | string
  verdict: Verdict
  /** Depends on the machine, not on the arithmetic alone. */
  isTime?: true
}

/** One section of the specification: what it must reach on the public data. `read` gives the text of a file of the folder. */
export interface Section {
  name: string
  run(read: ReadData): Row[] | Promise<Row[]>
}

/** The text of one file of the data folder. */
export type ReadData = (file: string) => string

const judge = (isReached: boolean): Verdict => (isReached ? 'reached' : 'missed')

/** Absolute tolerance, with room for the rounding of the comparison itself. */
export function near(figure: string, ours: number, reference: number, tolerance: number): Row {
  const verdict = judge(Math.abs(ours - reference) <= tolerance * (1 + 1e-9))
  return { figure, reference, tolerance, ours, verdict }
}

export function equal(figure: string, ours: number | string, reference: number | string): Row {
  return { figure, reference, tolerance: 0, ours, verdict: judge(ours === reference) }
}

export function atLeast(figure: string, ours: number, goal: number): Row {
  return { figure, reference: `≥ ${goal}`, tolerance: 0, ours, verdict: judge(ours >= goal) }
}

export function atMost(figure: string, ours: number, goal: number): Row {
  return { figure, reference: `≤ ${goal}`, tolerance: 0, ours, verdict: judge(ours <= goal) }
}

/** The published figure must lie in the interval that our own draws allow it. */
export function within(
  figure: string,
  ours: number,
  { reference, from, to }: { reference: number; from: number; to: number },
): Row {
  const shown = `${ours.toFixed(1)}, from ${from.toFixed(1)} to ${to.toFixed(1)}`
  return {
    figure,
    reference,
    tolerance: 0,
    ours: shown,
    verdict: judge(reference >= from && reference <= to),
  }
}

/** Of interest, but the specification names nothing to hold it against. */
export function unpublished(figure: string, ours: number): Row {
  return { figure, reference: null, tolerance: 0, ours, verdict: 'no published value' }
}

/** A goal that needs more than this command has; `where` says what measures it. */
export function notHere(figure: string, goal: string, where: string): Row {
  return { figure, reference: goal, tolerance: 0, ours: where, verdict: 'not measured here' }
}

const ROUNDS = 3

/**
 * Best of three, since the first run of a fresh process also pays for compiling. Judged by the time of the processor:
 * the clock of a busy machine counts the work of others too; on an idle one it is not the longer of the two.
 */
export function timed<T>(figure: string, goalSeconds: number, work: () => T): { row: Row; result: T } {
  let [clock, processor] = [Infinity, Infinity]
  let result = work()
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now()
    const cpuFrom = process.cpuUsage()
    result = work()
    const { user, system } = process.cpuUsage(cpuFrom)
    clock = Math.min(clock, performance.now() - from)
    processor = Math.min(processor, (user + system) / 1000)
  }
  const seconds = (ms: number): string => (ms / 1000).toFixed(2)
  const ours = `${seconds(processor)} s of processor, ${seconds(clock)} s by the clock`
  const verdict = judge(processor <= goalSeconds * 1000)
  return {
    row: { figure, reference: `≤ ${goalSeconds} s`, tolerance: 0, ours, verdict, isTime: true },
    result,
  }
}
