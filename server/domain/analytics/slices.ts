/** Long arithmetic that can be put down now and then: it yields where it may be interrupted, and returns its result. */
export type Sliced<T> = Generator<void, T, void>

/** Does it all at once: for tests, commands, and small inputs. */
export function runAtOnce<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Does it slice by slice; `pause` is awaited between slices, whenever the last pause is `sliceMs` ago. */
export async function runInSlices<T>(
  work: Sliced<T>,
  { nowMs, pause, sliceMs = 50 }: { nowMs: () => number; pause: () => Promise<void>; sliceMs?: number },
): Promise<T> {
  let since = nowMs()
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if (nowMs() - since < sliceMs) continue
    await pause()
    since = nowMs()
  }
}
