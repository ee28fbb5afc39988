import type { HistoryColumns } from './purchase-history.ts'

/**
 * Customers with the same (x, t_x, T) as one weighted row. The distinct values of each are listed apart, in weeks, so
 * that a likelihood takes each logarithm once and not once per customer.
 */
export interface HistoryGroups {
  customers: number
  repeatVisits: number
  /** Σ ln(gap) of everybody: only the k-regular models use it. */
  lnGaps: number
  weight: Float64Array
  /** Per group, the place of its value in the lists below. */
  repeatsAt: Int32Array
  lastAt: Int32Array
  ageAt: Int32Array
  repeats: Float64Array
  lastWeeks: Float64Array
  ageWeeks: Float64Array
}

/** Days up to 8191 (22 years) fit beside each other in one exact number. */
const DAYS = 8192

export function groupHistories(columns: HistoryColumns): HistoryGroups {
  const { repeats, lastDays, ageDays } = columns
  const customers = repeats.length
  const keys = new Float64Array(customers)
  for (let n = 0; n < customers; n++) {
    const age = at(ageDays, n)
    if (age >= DAYS) throw new RangeError(`a history of ${age} days is longer than 22 years`)
    keys[n] = (at(repeats, n) * DAYS + at(lastDays, n)) * DAYS + age
  }
  // Sorted, so that sums do not depend on the order of the rows.
  keys.sort()
  const starts: number[] = []
  for (let n = 0; n < customers; n++) if (n === 0 || at(keys, n) !== at(keys, n - 1)) starts.push(n)
  const weight = new Float64Array(starts.length)
  const x = new Float64Array(starts.length)
  const last = new Float64Array(starts.length)
  const age = new Float64Array(starts.length)
  for (const [n, from] of starts.entries()) {
    const key = at(keys, from)
    weight[n] = (starts[n + 1] ?? customers) - from
    age[n] = key % DAYS
    last[n] = Math.floor(key / DAYS) % DAYS
    x[n] = Math.floor(key / DAYS / DAYS)
  }
  const byRepeats = levelsOf(x)
  const byLast = levelsOf(last)
  const byAge = levelsOf(age)
  return {
    customers,
    repeatVisits: repeats.reduce((sum, one) => sum + one, 0),
    lnGaps: columns.lnGaps
      .slice()
      .sort()
      .reduce((sum, one) => sum + one, 0),
    weight,
    repeatsAt: byRepeats.places,
    lastAt: byLast.places,
    ageAt: byAge.places,
    repeats: byRepeats.levels,
    lastWeeks: byLast.levels.map((days) => days / 7),
    ageWeeks: byAge.levels.map((days) => days / 7),
  }
}

function levelsOf(values: Float64Array): { levels: Float64Array; places: Int32Array } {
  const levels = Float64Array.from(new Set(values)).sort()
  const placeOf = new Map<number, number>()
  for (const [n, level] of levels.entries()) placeOf.set(level, n)
  return { levels, places: Int32Array.from(values, (value) => placeOf.get(value) ?? 0) }
}

/** Typed arrays are dense: an index inside the length always has a value. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? NaN
}
