import { ref, watch, type Ref } from 'vue'

/** What is being typed about a customer outlives a reload of the panel; only here, only in this window, only text. */
export function useDraft(customerId: string): Ref<string> {
  const key = `liuke-draft-${customerId}`
  const text = ref(sessionStorage.getItem(key) ?? '')
  watch(text, (next) => {
    if (next === '') sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, next)
  })
  return text
}
