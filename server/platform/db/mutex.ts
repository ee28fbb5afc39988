export type Release = () => void

/** First come, first served. */
export interface Mutex {
  acquire(): Promise<Release>
  /** How many hold or wait. */
  readonly queued: number
}

export function createMutex(): Mutex {
  let last: Promise<void> = Promise.resolve()
  let queued = 0
  return {
    get queued() {
      return queued
    },
    async acquire() {
      const before = last
      let open: () => void = () => undefined
      last = new Promise((resolve) => (open = resolve))
      queued += 1
      await before
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        queued -= 1
        open()
      }
    },
  }
}
