import { shallowRef } from 'vue'

export interface Question {
  title: string
  /** What happens, and what cannot be undone. */
  text: string
  action: string
  isDanger?: boolean
  /** The person types this to go on, where much depends on it. */
  typed?: string
}

export const question = shallowRef<(Question & { answer: (yes: boolean) => void }) | null>(null)

/** Asks in a dialog of the page; false also when it is closed. */
export function confirm(asked: Question): Promise<boolean> {
  question.value?.answer(false)
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (yes) => {
        question.value = null
        resolve(yes)
      },
    }
  })
}
