/** Looks until it is so; says what it waited for when patience ends. */
export async function until(
  look: () => Promise<boolean> | boolean,
  { patienceMs, what, everyMs = 25 }: { patienceMs: number; what: () => string; everyMs?: number },
): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await look())) {
    if (performance.now() > end)
      throw new Error(`waited ${Math.round(patienceMs / 1000)} s in vain for ${what()}`)
    await pause(everyMs)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms))
}
