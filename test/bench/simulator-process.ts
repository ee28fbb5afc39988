import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import axios from 'axios'

export interface SimulatorProcess {
  origin: string
  setLatency(latencyMs: number): Promise<void>
  /** Does what a person would do in the client, callbacks included. */
  act(name: string, input: object): Promise<Record<string, unknown>>
  /** Answered calls by API since the last reset. */
  calls(): Promise<Record<string, number>>
  resetCalls(): Promise<void>
  stop(): void
}

/** The stand-in for WeCom as a process of its own: its CPU time is not ours. */
export async function startSimulatorProcess(env: Record<string, string | number>): Promise<SimulatorProcess> {
  const settings = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]))
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../server/simulator/main.js')], {
    env: { ...process.env, SIMULATOR_PORT: '0', SIMULATOR_LIMITS: 'off', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { origin } = JSON.parse(String(line)) as { origin: string }
  return {
    origin,
    async setLatency(latencyMs) {
      await axios.post(`${origin}/sim/faults`, { rules: latencyMs > 0 ? [{ path: '*', latencyMs }] : [] })
    },
    act: async (name, input) =>
      (await axios.post<Record<string, unknown>>(`${origin}/sim/actions/${name}`, input)).data,
    async calls() {
      const { data } = await axios.get<{ byPath: Record<string, { calls: number }> }>(`${origin}/sim/calls`)
      return Object.fromEntries(Object.entries(data.byPath).map(([api, { calls }]) => [api, calls]))
    },
    async resetCalls() {
      await axios.post(`${origin}/sim/calls/reset`)
    },
    stop: () => void child.kill(),
  }
}
