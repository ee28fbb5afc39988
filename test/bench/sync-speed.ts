import { createLog } from '../../server/platform/log.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { startService, type Service } from '../../server/start-service.ts'
import { bareSync } from './bare-sync.ts'
import { benchSettings } from './bench-settings.ts'
import { atMost, type Goal } from './goals.ts'
import { ownCpuOf } from './own-cpu.ts'
import { ratioOf } from './rounds.ts'
import { jobsSettled, runSync } from './run-sync.ts'
import { startSimulatorProcess } from './simulator-process.ts'

const LATENCY_MS = 30

/** a2: wall of a first full sync; a3: CPU of one that changes nothing; g2: how both grow with ten times the contacts. */
export async function measureSync({ million }: { million: boolean }): Promise<Record<string, Goal>> {
  const contacts = million ? 100_000 : 5_000
  const small = await measureSize(contacts / 10, { rounds: 1 })
  const large = await measureSize(contacts, { rounds: million ? 1 : 5 })
  const { a2, a3, ...sizes } = large
  return {
    a2: atMost(a2.ratio, 1.25, {
      ...a2,
      unit: 's wall at 30 ms, baseline: the same calls, bodies dropped',
      ...sizes,
    }),
    a3: atMost(a3.ratio, 1.5, { ...a3, unit: 's CPU, baseline: fetch and JSON.parse' }),
    g2: atMost(a2.product / small.a2.product / 10, 1.1, {
      cpu: a3.product / small.a3.product / 10,
      at: `${contacts} contacts against ten times ${contacts / 10}`,
    }),
  }
}

async function measureSize(contacts: number, { rounds }: { rounds: number }) {
  const simulator = await startSimulatorProcess({
    SIMULATOR_CONTACTS: contacts,
    SIMULATOR_STAFF: 50,
    SIMULATOR_GROUPS: 20,
  })
  await bareSync(simulator.origin, { parse: true })
  await simulator.setLatency(LATENCY_MS)
  const services: Service[] = []
  const a2 = await ratioOf(
    async () => {
      const service = await freshService(simulator.origin)
      services.push(service)
      const { wall } = await ownCpuOf(() => runSync(service.deps))
      // Only the last one is used further.
      if (services.length < rounds) await service.stop()
      return wall
    },
    async () => (await ownCpuOf(() => bareSync(simulator.origin, { parse: false }))).wall,
    rounds,
  )
  await simulator.setLatency(0)
  const last = services.at(-1)
  if (!last) throw new Error('no round was run')
  await jobsSettled(last.deps)
  await runSync(last.deps)
  const a3 = await ratioOf(
    async () => (await ownCpuOf(() => runSync(last.deps))).cpu,
    async () => (await ownCpuOf(() => bareSync(simulator.origin, { parse: true }))).cpu,
    rounds,
  )
  await last.stop()
  simulator.stop()
  return { a2, a3, contacts }
}

function freshService(weComOrigin: string): Promise<Service> {
  return startService({
    settings: benchSettings({ weComOrigin }),
    clock: systemClock,
    log: createLog({ level: 'error' }),
    ticks: false,
  })
}
