import { ref, type Ref } from 'vue'
import { asProblem } from '../api/problem.ts'
import { problemText, word } from '../ui/texts.ts'
import { ElMessage } from './kit.ts'

export function tellDone(text: string): void {
  ElMessage({ type: 'success', message: text, duration: 4000, showClose: true })
}

export function tellFailed(error: unknown): void {
  const problem = asProblem(error)
  const code = problem.requestId ? ` ${word('code', { code: problem.requestId })}` : ''
  ElMessage({ type: 'error', message: problemText(problem.kind) + code, duration: 8000, showClose: true })
}

export interface Action {
  isBusy: Ref<boolean>
  /** True when it went through; otherwise the reason has been shown. */
  run(act: () => Promise<unknown>): Promise<boolean>
}

/** One press, one call: a second press while the first is on its way does nothing. */
export function useAction(): Action {
  const isBusy = ref(false)
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    try {
      await act()
      return true
    } catch (error) {
      tellFailed(error)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, run }
}
