import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { isFiltered, readFilters, writeFilters, type FilterSpec, type FilterValues } from './filters.ts'

export interface Filters<S extends FilterSpec> {
  values: ComputedRef<FilterValues<S>>
  isFiltered: ComputedRef<boolean>
  set(patch: Partial<FilterValues<S>>): void
  clear(): void
}

/** The page's filters live in its address: a link shows what its sender saw, and the way back works. */
export function useFilters<S extends FilterSpec>(spec: S): Filters<S> {
  const route = useRoute()
  const router = useRouter()
  const values = computed(() => readFilters(spec, route.query))

  function set(patch: Partial<FilterValues<S>>): void {
    const query = writeFilters(spec, { ...values.value, ...patch }, route.query)
    void router.replace({ query, hash: route.hash })
  }

  function clear(): void {
    set(readFilters(spec, {}))
  }

  return { values, isFiltered: computed(() => isFiltered(spec, values.value)), set, clear }
}
