import { ref, type Ref } from 'vue'

export interface Toast {
  id: number
  tone: 'ok' | 'info' | 'danger'
  text: string
}

export interface Toasts {
  toasts: Ref<Toast[]>
  show: (tone: Toast['tone'], text: string) => void
  dismiss: (id: number) => void
}

const LIFE_MS = 6000
const MOST = 4

export function useToasts(): Toasts {
  const toasts = ref<Toast[]>([])
  let lastId = 0
  const dismiss = (id: number): void => {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }
  const show = (tone: Toast['tone'], text: string): void => {
    const id = ++lastId
    toasts.value = [...toasts.value, { id, tone, text }].slice(-MOST)
    // Bad news stays until it has been read.
    if (tone !== 'danger') setTimeout(() => dismiss(id), LIFE_MS)
  }
  return { toasts, show, dismiss }
}
