import { computed, ref, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { useLoad, type LoadState } from '../ui/use-load.ts'

export interface Page<T> {
  items: T[]
  nextCursor: string | null
  total?: number | null
}

export interface Pages<T> {
  state: ShallowRef<LoadState<Page<T>>>
  items: ComputedRef<T[]>
  /** Number of the first row shown, from 1. */
  from: ComputedRef<number>
  /** As the first page told it; null when the server does not count. */
  total: ShallowRef<number | null>
  hasNext: ComputedRef<boolean>
  hasPrevious: ComputedRef<boolean>
  next(): void
  previous(): void
  reload(): Promise<void>
}

interface Step {
  cursor: string | undefined
  from: number
}

/**
 * Keyset paging: each answer names the cursor of the next page, and the way back is the trail of cursors walked so far.
 * A new key (other filters) starts at the front.
 */
export function usePages<T>(
  key: () => string | null,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const trail = ref<Step[]>([{ cursor: undefined, from: 1 }])
  const total = shallowRef<number | null>(null)
  const here = computed<Step>(() => trail.value.at(-1) ?? { cursor: undefined, from: 1 })

  watch(key, () => {
    trail.value = [{ cursor: undefined, from: 1 }]
    total.value = null
  })

  const { state, reload } = useLoad<Page<T>>(
    () => {
      const name = key()
      return name === null ? null : `${name}#${here.value.cursor ?? ''}`
    },
    async (signal) => {
      const page = await read(here.value.cursor, signal)
      if (page.total !== undefined && page.total !== null) total.value = page.total
      return page
    },
  )
  const content = computed(() => (state.value.face === 'content' ? state.value.data : null))
  watch(content, (page) => {
    if (page?.total !== undefined && page.total !== null) total.value = page.total
  })

  function next(): void {
    const page = content.value
    if (!page?.nextCursor) return
    trail.value = [...trail.value, { cursor: page.nextCursor, from: here.value.from + page.items.length }]
  }

  function previous(): void {
    if (trail.value.length > 1) trail.value = trail.value.slice(0, -1)
  }

  return {
    state,
    items: computed(() => content.value?.items ?? []),
    from: computed(() => here.value.from),
    total,
    hasNext: computed(() => Boolean(content.value?.nextCursor)),
    hasPrevious: computed(() => trail.value.length > 1),
    next,
    previous,
    reload,
  }
}
