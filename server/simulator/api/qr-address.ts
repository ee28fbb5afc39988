import type { Simulation } from '../simulation.ts'

/** Where the picture of a code is: the simulator draws it itself. */
export function qrAddress(sim: Simulation, configId: string): string {
  return `${sim.origin}/desk/qr/${configId}.svg`
}

/** What the code says: whoever scans it gets to the desk, where somebody comes in by it. */
export function scanAddress(sim: Simulation, configId: string): string {
  return `${sim.origin}/desk/?scan=${configId}`
}
