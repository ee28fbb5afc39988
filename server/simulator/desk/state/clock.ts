import { onScopeDispose, ref, type Ref } from 'vue'
import { api } from '../api.ts'

export interface SimulatedClock {
  nowMs: Ref<number>
  offsetMs: Ref<number>
  sync: () => Promise<void>
}

const TICK_MS = 1000
const HOUR_MS = 3_600_000
export const STEPS = { hour: HOUR_MS, day: 24 * HOUR_MS }

/** The simulator's time, carried on between two readings by the browser's monotonic timer. */
export function useClock(): SimulatedClock {
  const nowMs = ref(0)
  const offsetMs = ref(0)
  let readAt = 0
  let readMs = 0

  async function sync(): Promise<void> {
    const { now, offsetMs: offset } = await api.clock()
    readMs = Date.parse(now)
    readAt = performance.now()
    nowMs.value = readMs
    offsetMs.value = offset
  }

  const timer = setInterval(() => {
    if (readMs > 0) nowMs.value = readMs + (performance.now() - readAt)
  }, TICK_MS)
  onScopeDispose(() => clearInterval(timer))
  return { nowMs, offsetMs, sync }
}
