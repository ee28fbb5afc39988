import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { asProblem } from '../api/problem.ts'
import { serverNow } from '../ui/clock.ts'
import { problemText } from '../ui/texts.ts'

const REST_MS = 900

export type Saving =
  | { is: 'saved'; at: Date }
  | { is: 'saving' }
  /** other: somebody else, or another window, has saved meanwhile. */
  | { is: 'failed'; reason: string; isOther: boolean }

export interface Autosave<Draft, Stored> {
  draft: ShallowRef<Draft>
  saving: ShallowRef<Saving>
  isDirty: ComputedRef<boolean>
  set(draft: Draft): void
  /** Saves what is not saved yet, and gives it as the server has it now. */
  flush(): Promise<Stored | null>
}

/** A draft that saves itself a moment after the last key, one call at a time, each on the version it was made from. */
export function useAutosave<Draft, Stored>({
  draft: start,
  stored,
  savedAt,
  save: write,
}: {
  draft: Draft
  stored: Stored
  savedAt: Date
  /** Writes a draft over the stored one it was made from. */
  save: (draft: Draft, over: Stored) => Promise<Stored>
}): Autosave<Draft, Stored> {
  const draft = shallowRef(start) as ShallowRef<Draft>
  const saving = shallowRef<Saving>({ is: 'saved', at: savedAt })
  const savedText = ref(JSON.stringify(start))
  let last = stored
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<Stored | null> | null = null

  const isDirty = computed(() => JSON.stringify(draft.value) !== savedText.value)

  async function save(): Promise<Stored | null> {
    const sent = JSON.stringify(draft.value)
    saving.value = { is: 'saving' }
    try {
      last = await write(draft.value, last)
      savedText.value = sent
      saving.value = { is: 'saved', at: serverNow() }
      return last
    } catch (error) {
      const { kind } = asProblem(error)
      saving.value = { is: 'failed', reason: problemText(kind), isOther: kind === 'conflict' }
      return null
    }
  }

  async function flush(): Promise<Stored | null> {
    clearTimeout(timer)
    while (running) await running
    if (!isDirty.value) return last
    running = save().finally(() => (running = null))
    const saved = await running
    // Typed on while it was on its way.
    return saved !== null && isDirty.value ? flush() : saved
  }

  onScopeDispose(() => {
    clearTimeout(timer)
    if (isDirty.value) void flush()
  })
  return {
    draft,
    saving,
    isDirty,
    flush,
    set(next) {
      draft.value = next
      clearTimeout(timer)
      timer = setTimeout(() => void flush(), REST_MS)
    },
  }
}
