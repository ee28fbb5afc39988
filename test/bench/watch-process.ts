import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { quantile } from './rounds.ts'

export interface Watched {
  cpuSeconds: number
  wallSeconds: number
  /** Memory of our own at its highest; pages of the database file belong to the system's cache and are not in it. */
  peakMb: number
  longestBlockMs: number
  p99LagMs: number
  /** The same without the time our thread waited for a core that others had. */
  ownBlockMs: number
  ownP99LagMs: number
}

const RESOLUTION_MS = 5

/** What one piece of work costs this process, and how long it keeps others waiting. */
export async function watchProcess(work: () => Promise<unknown>): Promise<Watched> {
  const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  let peakMb = 0
  const look = setInterval(() => (peakMb = Math.max(peakMb, anonymousMb())), 25)
  const before = process.cpuUsage()
  const started = performance.now()
  const turns = watchTurns()
  lag.enable()
  await work()
  lag.disable()
  const own = turns.stop()
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
    ownBlockMs: quantile(own, 1),
    ownP99LagMs: quantile(own, 0.99),
  }
}

/** By how much each look came late because of our own work, in ms. */
function watchTurns(): { stop(): number[] } {
  const late: number[] = []
  let at = performance.now()
  let waited = waitedMs()
  const timer = setInterval(() => {
    const [now, waitedNow] = [performance.now(), waitedMs()]
    late.push(Math.max(0, now - at - RESOLUTION_MS - (waitedNow - waited)))
    at = now
    waited = waitedNow
  }, RESOLUTION_MS)
  return { stop: () => (clearInterval(timer), late) }
}

/** How long the main thread has been ready to run without a core. */
function waitedMs(): number {
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6
}

function anonymousMb(): number {
  const found = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return Number(found?.[1] ?? 0) / 1024
}
