interface Waiting {
  patienceMs: number
  what: () => string
  /** How far it has come: patience begins anew whenever it says something else. A loaded machine is slow, not stuck. */
  progress?: () => string | number
  everyMs?: number
}

/** Looks until it is so; says what it waited for when patience ends. */
export async function until(
  look: () => Promise<boolean> | boolean,
  { patienceMs, what, progress = () => '', everyMs = 25 }: Waiting,
): Promise<void> {
  let end = performance.now() + patienceMs
  let last: string | number | undefined
  while (!(await look())) {
    const now = progress()
    if (now !== last) end = performance.now() + patienceMs
    last = now
    if (performance.now() > end)
      throw new Error(`waited ${Math.round(patienceMs / 1000)} s in vain for ${what()}`)
    await pause(everyMs)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms))
}
