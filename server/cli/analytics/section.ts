/** One acceptance figure of the specification beside ours. */
export interface Row {
  figure: string
  reference: number | string
  /** Absolute; 0 for what must be equal. */
  tolerance: number
  ours: number | string
  ok: boolean
}

/** One section of the specification: what it must reach on the public data. `read` gives the text of a file of the folder. */
export interface Section {
  name: string
  run(read: ReadData): Row[] | Promise<Row[]>
}

/** The text of one file of the data folder. */
export type ReadData = (file: string) => string

/** Absolute tolerance, with room for the rounding of the comparison itself. */
export function near(figure: string, ours: number, reference: number, tolerance: number): Row {
  const ok = Math.abs(ours - reference) <= tolerance * (1 + 1e-9)
  return { figure, reference, tolerance, ours, ok }
}

export function equal(figure: string, ours: number | string, reference: number | string): Row {
  return { figure, reference, tolerance: 0, ours, ok: ours === reference }
}

export function atLeast(figure: string, ours: number, goal: number): Row {
  return { figure, reference: `≥ ${goal}`, tolerance: 0, ours, ok: ours >= goal }
}

export function atMost(figure: string, ours: number, goal: number): Row {
  return { figure, reference: `≤ ${goal}`, tolerance: 0, ours, ok: ours <= goal }
}

/** What a machine measured: shown beside its goal, never a reason to fail. */
export function measured(figure: string, ours: string, goal: string): Row {
  return { figure, reference: goal, tolerance: 0, ours, ok: true }
}
