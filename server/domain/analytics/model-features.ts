/** One feature as it comes: a number, or a word out of a few. */
export type FeatureValue = number | string
export type FeatureRow = Readonly<Record<string, FeatureValue>>

export type FeatureSpec =
  | { name: string; kind: 'number' }
  /** The first level is the reference: the others are measured against it. */
  | { name: string; kind: 'word'; levels: readonly string[] }

/** One column of the model: a number, or "is this level". */
export interface Column {
  feature: string
  level: string | null
}

/** Rows of equal width one after the other. */
export interface Matrix {
  values: Float64Array
  width: number
  count: number
}

/** Levels of each word, sorted by name, as they occur. */
export function describeFeatures(
  rows: readonly FeatureRow[],
  kinds: Readonly<Record<string, 'number' | 'word'>>,
): FeatureSpec[] {
  return Object.entries(kinds).map(([name, kind]) =>
    kind === 'number'
      ? { name, kind }
      : { name, kind, levels: [...new Set(rows.map((row) => String(row[name] ?? '')))].sort() },
  )
}

export function columnsOf(specs: readonly FeatureSpec[]): Column[] {
  return specs.flatMap((spec): Column[] =>
    spec.kind === 'number'
      ? [{ feature: spec.name, level: null }]
      : spec.levels.slice(1).map((level) => ({ feature: spec.name, level })),
  )
}

/** Words become columns of 0 and 1. A level that was not there in training counts as the reference. */
export function encodeRows(rows: readonly FeatureRow[], specs: readonly FeatureSpec[]): Matrix {
  const columns = columnsOf(specs)
  const width = columns.length
  const values = new Float64Array(rows.length * width)
  rows.forEach((row, at) => {
    columns.forEach(({ feature, level }, column) => {
      const value = row[feature]
      values[at * width + column] =
        level === null ? finite(Number(value ?? 0)) : String(value ?? '') === level ? 1 : 0
    })
  })
  return { values, width, count: rows.length }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}
