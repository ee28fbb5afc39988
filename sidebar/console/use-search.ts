import { ref, shallowRef, type Ref } from 'vue'
import { tellFailed } from './use-action.ts'

interface Search<T> {
  found: Readonly<Ref<readonly T[]>>
  isSearching: Readonly<Ref<boolean>>
  look(text: string): Promise<void>
}

/** Choices found while somebody types. Only the answer to the last words counts: an earlier one may come later. */
export function useSearch<T>(find: (text: string) => Promise<readonly T[]>): Search<T> {
  const found = shallowRef<readonly T[]>([])
  const isSearching = ref(false)
  let last = 0
  async function look(text: string): Promise<void> {
    const turn = (last += 1)
    isSearching.value = true
    try {
      const rows = await find(text.trim())
      if (turn === last) found.value = rows
    } catch (error) {
      if (turn === last) tellFailed(error)
    } finally {
      if (turn === last) isSearching.value = false
    }
  }
  return { found, isSearching, look }
}
