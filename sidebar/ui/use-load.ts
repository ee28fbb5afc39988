import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '../api/problem.ts'
import { serverNow } from './clock.ts'

export type LoadState<T> =
  | { face: 'loading' }
  | { face: 'error'; problem: Problem }
  /** `problem`: reading it again failed, so this is the content of `at`. */
  | { face: 'content'; data: T; at: Date; isRefreshing: boolean; problem: Problem | null }

export interface Load<T> {
  state: ShallowRef<LoadState<T>>
  /** Reads again; what is shown stays until the answer is there. */
  reload(): Promise<void>
  /** Puts in what we already know, as an optimistic change does. */
  set(data: T): void
}

/** Reads again; false: no newer answer came, and what is shown is that of before. */
export async function readAgain({
  state,
  reload,
}: {
  state: { readonly value: LoadState<unknown> }
  reload(): Promise<void>
}): Promise<boolean> {
  const before = state.value
  await reload()
  const now = state.value
  if (now.face !== 'content' || now.problem !== null) return false
  return before.face !== 'content' || now.at !== before.at
}

const KEEP_MS = 60_000
const KEEP_MOST = 40
const kept = new Map<string, { data: unknown; at: Date }>()

export function forgetLoads(): void {
  kept.clear()
}

/**
 * Loads what `key` names, again whenever the key changes; null waits. The last minute's copy is shown at once while a
 * fresh one is read. An answer that comes after its key has gone is dropped.
 */
export function useLoad<T>(key: () => string | null, read: (signal: AbortSignal) => Promise<T>): Load<T> {
  const state = shallowRef<LoadState<T>>({ face: 'loading' })
  let current: string | null = null
  let control: AbortController | null = null

  async function load(): Promise<void> {
    control?.abort()
    if (current === null) return
    const own = new AbortController()
    control = own
    const wanted = current
    if (state.value.face === 'error') state.value = { face: 'loading' }
    if (state.value.face === 'content') state.value = { ...state.value, isRefreshing: true }
    try {
      const data = await read(own.signal)
      if (own.signal.aborted) return
      keep(wanted, data)
      state.value = { face: 'content', data, at: serverNow(), isRefreshing: false, problem: null }
    } catch (error) {
      if (own.signal.aborted) return
      const problem = asProblem(error)
      const shown = state.value
      state.value =
        shown.face === 'content' ? { ...shown, isRefreshing: false, problem } : { face: 'error', problem }
    }
  }

  function keep(name: string, data: T): void {
    kept.delete(name)
    kept.set(name, { data, at: serverNow() })
    const oldest = kept.keys().next()
    if (kept.size > KEEP_MOST && !oldest.done) kept.delete(oldest.value)
  }

  function start(next: string | null): void {
    current = next
    const copy = next === null ? undefined : kept.get(next)
    const isFresh = copy !== undefined && serverNow().getTime() - copy.at.getTime() < KEEP_MS
    state.value = isFresh
      ? { face: 'content', data: copy.data as T, at: copy.at, isRefreshing: true, problem: null }
      : { face: 'loading' }
    void load()
  }

  function set(data: T): void {
    if (current === null) return
    // An answer that is still on its way was asked before this change.
    control?.abort()
    keep(current, data)
    state.value = { face: 'content', data, at: serverNow(), isRefreshing: false, problem: null }
  }

  watch(key, start, { immediate: true })
  onScopeDispose(() => control?.abort())
  return { state, reload: load, set }
}
