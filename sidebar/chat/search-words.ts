import { onBeforeUnmount, ref, watch, type Ref } from 'vue'

const WAIT_MS = 250

export interface SearchWords {
  typed: Ref<string>
  /** What to look for: a moment after the last key, and never half a word of an input method. */
  words: Ref<string>
  onComposing(isOn: boolean): void
}

export function useSearchWords(): SearchWords {
  const typed = ref('')
  const words = ref('')
  let isComposing = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function plan(): void {
    clearTimeout(timer)
    if (!isComposing) timer = setTimeout(() => (words.value = typed.value.trim()), WAIT_MS)
  }

  watch(typed, plan)
  onBeforeUnmount(() => clearTimeout(timer))
  return {
    typed,
    words,
    onComposing(isOn) {
      isComposing = isOn
      plan()
    },
  }
}
