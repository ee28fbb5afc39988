import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface Watched {
  cpuSeconds: number
  wallSeconds: number
  /** Memory of our own at its highest; pages of the database file belong to the system's cache and are not in it. */
  peakMb: number
  longestBlockMs: number
  p99LagMs: number
}

const RESOLUTION_MS = 5

/** What one piece of work costs this process, and how long it keeps others waiting. */
export async function watchProcess(work: () => Promise<unknown>): Promise<Watched> {
  const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  let peakMb = 0
  const look = setInterval(() => (peakMb = Math.max(peakMb, anonymousMb())), 25)
  const before = process.cpuUsage()
  const started = performance.now()
  lag.enable()
  await work()
  lag.disable()
  clearInterval(look)
  const { user, system } = process.cpuUsage(before)
  // The monitor counts its own interval as delay.
  const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  return {
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - started) / 1e3,
    peakMb: Math.max(peakMb, anonymousMb()),
    longestBlockMs: ms(lag.max),
    p99LagMs: ms(lag.percentile(99)),
  }
}

function anonymousMb(): number {
  const found = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return Number(found?.[1] ?? 0) / 1024
}
