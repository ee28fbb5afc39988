import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

/** The unit chosen in the top bar, kept in the address as `unit`; undefined is everything one may see. */
export function useUnit(): ComputedRef<string | undefined> {
  const route = useRoute()
  return computed(() => {
    const given = route.query['unit']
    const unit = Array.isArray(given) ? given[0] : given
    return unit ? unit.slice(0, 64) : undefined
  })
}
