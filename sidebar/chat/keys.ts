import { onBeforeUnmount, onMounted } from 'vue'

export type KeyMap = Readonly<Record<string, () => void>>

/** True while a key belongs to what is being written, to an input method, or to a system shortcut. */
export function isTaken(event: KeyboardEvent): boolean {
  if (event.isComposing || event.key === 'Process' || event.ctrlKey || event.metaKey || event.altKey)
    return true
  const target = event.target
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  )
}

/** Single keys of the page; a sheet that is open keeps them for itself. */
export function useKeys(map: KeyMap): void {
  function act(event: KeyboardEvent): void {
    if (isTaken(event) || document.querySelector('[role="dialog"]')) return
    const run = map[event.key.toLowerCase()]
    if (!run) return
    event.preventDefault()
    run()
  }
  onMounted(() => document.addEventListener('keydown', act))
  onBeforeUnmount(() => document.removeEventListener('keydown', act))
}
