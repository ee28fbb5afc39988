import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { asProblem } from '../api/problem.ts'
import { serverNow } from './clock.ts'
import type { LoadState } from './use-load.ts'

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

export interface Pages<T> {
  state: ShallowRef<LoadState<T[]>>
  hasMore: ShallowRef<boolean>
  isLoadingMore: ShallowRef<boolean>
  /** Reads the first page again; what is shown stays until the answer is there. */
  reload(): Promise<void>
  more(): Promise<void>
}

/** A list read page by page; starts over when its key changes. Null waits. */
export function usePages<T>(
  key: () => string | null,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> {
  const state = shallowRef<LoadState<T[]>>({ face: 'loading' })
  const hasMore = shallowRef(false)
  const isLoadingMore = shallowRef(false)
  let cursor: string | null = null
  let control: AbortController | null = null

  async function load(from: string | undefined, before: T[]): Promise<void> {
    control?.abort()
    const own = new AbortController()
    control = own
    try {
      const page = await read(from, own.signal)
      if (own.signal.aborted) return
      cursor = page.nextCursor
      hasMore.value = cursor !== null
      const data = [...before, ...page.items]
      state.value = { face: 'content', data, at: serverNow(), isRefreshing: false, problem: null }
    } catch (error) {
      if (own.signal.aborted) return
      const problem = asProblem(error)
      const shown = state.value
      state.value =
        shown.face === 'content' ? { ...shown, isRefreshing: false, problem } : { face: 'error', problem }
    } finally {
      if (control === own) isLoadingMore.value = false
    }
  }

  async function reload(): Promise<void> {
    if (key() === null) return
    if (state.value.face === 'error') state.value = { face: 'loading' }
    await load(undefined, [])
  }

  async function more(): Promise<void> {
    if (cursor === null || isLoadingMore.value || state.value.face !== 'content') return
    isLoadingMore.value = true
    await load(cursor, state.value.data)
  }

  watch(
    key,
    () => {
      state.value = { face: 'loading' }
      hasMore.value = false
      void reload()
    },
    { immediate: true },
  )
  onScopeDispose(() => control?.abort())
  return { state, hasMore, isLoadingMore, reload, more }
}
