import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '../../../../api/problem.ts'
import { countMembers, type Condition, type CountAnswer } from '../../../../api/audiences.ts'

/** Typing changes a condition many times a second; counting starts when it rests. */
const REST_MS = 350

export type Counting =
  | { face: 'loading'; last: CountAnswer | null }
  | { face: 'content'; answer: CountAnswer }
  | { face: 'error'; problem: Problem }

/** Counts whenever the condition comes to rest; an answer to an older question is dropped. */
export function useCount(condition: () => Condition | null): {
  state: ShallowRef<Counting>
  again(): void
} {
  const state = shallowRef<Counting>({ face: 'loading', last: null })
  let timer: ReturnType<typeof setTimeout> | undefined
  let control: AbortController | undefined

  function plan(waitMs: number): void {
    const asked = condition()
    clearTimeout(timer)
    control?.abort()
    if (asked === null) return
    const last = state.value.face === 'content' ? state.value.answer : null
    state.value = { face: 'loading', last }
    timer = setTimeout(() => void count(asked), waitMs)
  }

  async function count(asked: Condition): Promise<void> {
    const own = new AbortController()
    control = own
    try {
      const answer = await countMembers(asked, own.signal)
      if (!own.signal.aborted) state.value = { face: 'content', answer }
    } catch (error) {
      if (!own.signal.aborted) state.value = { face: 'error', problem: asProblem(error) }
    }
  }

  watch(
    () => JSON.stringify(condition()),
    (_, old) => plan(old === undefined ? 0 : REST_MS),
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    control?.abort()
  })
  return { state, again: () => plan(0) }
}
