// A page that is not looked at gets no frames; it goes on all the same.
const NO_FRAME_MS = 200

/** Calls back once what is drawn now has reached the screen. */
export function afterPaint(then: () => void): void {
  let isDone = false
  const once = (): void => {
    if (isDone) return
    isDone = true
    then()
  }
  requestAnimationFrame(() => setTimeout(once))
  setTimeout(once, NO_FRAME_MS)
}
