/** One table as text: key of a row → everything that must be equal. */
export type Table = Map<string, string>
export type Picture = Record<string, Table>

export interface Difference {
  table: string
  key: string
  /** null: the row is missing on this side. */
  ours: string | null
  theirs: string | null
}

export interface Comparison {
  rows: number
  missing: number
  extra: number
  different: number
  first: Difference | null
}

/** Row by row, table by table, in the order of the truth; the first difference is kept for people to read. */
export function compare(copy: Picture, truth: Picture): Comparison {
  const found: Comparison = { rows: 0, missing: 0, extra: 0, different: 0, first: null }
  for (const [table, theirs] of Object.entries(truth)) {
    const ours = copy[table] ?? new Map<string, string>()
    for (const key of [...new Set([...theirs.keys(), ...ours.keys()])].sort()) {
      found.rows += 1
      const [own = null, true_ = null] = [ours.get(key), theirs.get(key)]
      if (own === true_) continue
      if (own === null) found.missing += 1
      else if (true_ === null) found.extra += 1
      else found.different += 1
      found.first ??= { table, key, ours: own, theirs: true_ }
    }
  }
  return found
}

export function isEqual({ missing, extra, different }: Comparison): boolean {
  return missing + extra + different === 0
}

/** One line that says where to look first. */
export function describe(comparison: Comparison): string {
  const { rows, missing, extra, different, first } = comparison
  if (!first) return `equal in ${rows} rows`
  const say = (row: string | null): string => row ?? '(no row)'
  return (
    `${missing} missing, ${extra} too many, ${different} different of ${rows} rows; first: ` +
    `${first.table} ${first.key}: ours ${say(first.ours)}, WeCom ${say(first.theirs)}`
  )
}
