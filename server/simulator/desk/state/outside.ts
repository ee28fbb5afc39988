import { onBeforeUnmount, onMounted, type Ref } from 'vue'

/** Calls `leave` when something outside `root` is pressed or the focus goes into the sidebar's frame. */
export function useOutsideClick(root: Readonly<Ref<HTMLElement | null>>, leave: () => void): void {
  const onPress = (event: Event): void => {
    const target = event.target
    if (root.value && target instanceof Node && !root.value.contains(target)) leave()
  }
  // A press inside a frame of another origin is only visible as a loss of focus.
  const onBlur = (): void => {
    if (document.activeElement instanceof HTMLIFrameElement) leave()
  }
  onMounted(() => {
    document.addEventListener('pointerdown', onPress)
    window.addEventListener('blur', onBlur)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('pointerdown', onPress)
    window.removeEventListener('blur', onBlur)
  })
}
