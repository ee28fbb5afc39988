import type { LocationQuery, LocationQueryRaw } from 'vue-router'

/** One filter of a page and how it stands in the address; null leaves it out. */
export interface FilterField<T> {
  read(text: string | null): T
  write(value: T): string | null
}

export type FilterSpec = Readonly<Record<string, FilterField<string>>>
export type FilterValues<S extends FilterSpec> = {
  -readonly [K in keyof S]: S[K] extends FilterField<infer T extends string> ? T : never
}

/** Free text or an id. Longer than the server takes is cut, so that a pasted address never fails whole. */
export function anyText(most = 64): FilterField<string> {
  return { read: (text) => (text ?? '').slice(0, most), write: (value) => value.trim() || null }
}

/** One of a few words; anything else in the address reads as the fallback, which is never written. */
export function oneOf<const T extends string>(values: readonly T[], fallback: NoInfer<T>): FilterField<T> {
  return {
    read: (text) => values.find((value) => value === text) ?? fallback,
    write: (value) => (value === fallback ? null : value),
  }
}

export function readFilters<S extends FilterSpec>(spec: S, query: LocationQuery): FilterValues<S> {
  const values: Record<string, string> = {}
  for (const [name, field] of Object.entries(spec)) values[name] = field.read(firstOf(query[name]))
  return values as FilterValues<S>
}

/** The address for these filters. What other parts of the page keep in it (the unit) stays. */
export function writeFilters<S extends FilterSpec>(
  spec: S,
  values: FilterValues<S>,
  query: LocationQuery,
): LocationQueryRaw {
  const next: LocationQueryRaw = { ...query }
  const given: Readonly<Record<string, string>> = values
  for (const [name, field] of Object.entries(spec)) {
    const text = field.write(given[name] ?? '')
    if (text === null) delete next[name]
    else next[name] = text
  }
  return next
}

export function isFiltered<S extends FilterSpec>(spec: S, values: FilterValues<S>): boolean {
  const given: Readonly<Record<string, string>> = values
  return Object.entries(spec).some(([name, field]) => field.write(given[name] ?? '') !== null)
}

function firstOf(value: LocationQuery[string] | undefined): string | null {
  const one = Array.isArray(value) ? value[0] : value
  return one ?? null
}
