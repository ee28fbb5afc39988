import { shallowRef } from 'vue'

export interface Toast {
  id: number
  tone: 'ok' | 'danger' | 'info'
  text: string
  /** Takes the change back; offered while the toast is there. */
  undo?: () => void
  code?: string | undefined
}

const SHOW_MS = 5_000

/** One at a time: a new message takes the place of the old one, and with it the way to undo that one. */
export const currentToast = shallowRef<Toast | null>(null)

let lastId = 0
let timer: ReturnType<typeof setTimeout> | undefined

export function showToast(toast: Omit<Toast, 'id'>): void {
  lastId += 1
  currentToast.value = { ...toast, id: lastId }
  keepToast(false)
}

export function closeToast(): void {
  clearTimeout(timer)
  currentToast.value = null
}

/** Held while the pointer or the focus is on it, so that nobody has to race the clock. */
export function keepToast(isHeld: boolean): void {
  clearTimeout(timer)
  if (!isHeld) timer = setTimeout(closeToast, SHOW_MS)
}

export function undoToast(): boolean {
  const undo = currentToast.value?.undo
  if (!undo) return false
  closeToast()
  undo()
  return true
}
