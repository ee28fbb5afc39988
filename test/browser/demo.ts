/**
 * Each Playwright worker has a demo of its own, so that a test may move its clock and its faults. The index is the
 * worker's place among those at work: the one that follows a failed worker takes over its demo.
 */
export const demos = 2

export interface DemoPorts {
  service: number
  simulator: number
  /** A service as for a real company, started by the tests that need one. */
  second: number
}

// Not the ports of a demo somebody may have open. Two checkouts on one machine can be tested side by side.
const first = Number(process.env['TEST_PORT'] ?? 3170)

export function portsOf(worker: number): DemoPorts {
  const service = first + 10 * worker
  return { service, simulator: service + 800, second: service + 1 }
}

const own = portsOf(Number(process.env['TEST_PARALLEL_INDEX'] ?? 0))

export const serviceOrigin = `http://127.0.0.1:${own.service}`
export const simulatorOrigin = `http://127.0.0.1:${own.simulator}`
export const secondServicePort = own.second
export const secondServiceOrigin = `http://127.0.0.1:${own.second}`
