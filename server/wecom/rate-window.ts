/** Calls of the last minute or hour, counted in sixty slots. Sliding, so it holds however WeCom cuts its windows. */
export type RateWindow = { used(now: number): number; add(now: number): void; freeAt(now: number): number }

const SLOTS = 60

export function createRateWindow(lengthMs: number): RateWindow {
  const slotMs = lengthMs / SLOTS
  const slots = new Map<number, number>()
  let total = 0

  function forget(now: number) {
    const newest = Math.floor(now / slotMs)
    for (const [slot, count] of slots) {
      // A slot in the future means that the clock was set back.
      if (slot >= newest - SLOTS && slot <= newest) continue
      slots.delete(slot)
      total -= count
    }
  }

  return {
    used(now) {
      forget(now)
      return total
    },
    add(now) {
      const slot = Math.floor(now / slotMs)
      slots.set(slot, (slots.get(slot) ?? 0) + 1)
      total += 1
    },
    /** When the oldest slot falls out. */
    freeAt(now) {
      const first = slots.keys().next()
      return first.done ? now : (first.value + SLOTS + 1) * slotMs
    },
  }
}
