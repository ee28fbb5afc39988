import axios from 'axios'
import type { OffsetClock } from '../platform/clock.ts'

const EVERY_MS = 1_000

/** The simulator's movable clock drives the demo's: moving it a day on moves both. Returns how to stop. */
export async function followSimulatorClock(clock: OffsetClock, simulatorOrigin: string): Promise<() => void> {
  const read = async (): Promise<void> => {
    const answer = await axios.get<{ offsetMs: number }>(`${simulatorOrigin}/sim/clock`, { timeout: 2_000 })
    clock.setOffset(answer.data.offsetMs)
  }
  await read()
  const timer = setInterval(() => void read().catch(() => undefined), EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
