import type { Browser } from '../../support/http-client.ts'
import { openSidebar } from '../browse.ts'
import type { Lab } from '../lab.ts'
import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { percentile } from '../storm.ts'

const STALL_MS = 30_000
const READS = 400

export const s8: Scenario = {
  row: 'S8',
  title: 'WeCom stalls for 30 s on a twentieth of the calls',
  target: 'ends equal; the sidebar’s p99 stays within 20 % (or 5 ms) of a sync without stalls',
  run: (options) => {
    const { isFull, seed } = options
    const company = { contacts: isFull ? 20_000 : 60, staff: isFull ? 100 : 8 }
    return withLab(options, { company, isSynced: true }, async (lab) => {
      const sidebar = await openSidebar(lab, 'lina')
      const latencyMs = isFull ? STALL_MS : 300
      const during = async (latencyRate: number): Promise<{ p99: number; state: string; failed: number }> => {
        changeSilently(lab, { remark: `慢 ${latencyRate}`, every: 10 })
        lab.simulator.faults.set({
          seed,
          rules: [
            { path: '*', latencyMs, latencyRate },
            { path: '*', latencyMs: 20 },
          ],
        })
        const { id } = await lab.commands().sync({ kind: 'full' })
        const read = await readPanels(lab, sidebar, isFull ? READS : 20)
        const { state } = await lab.runEnded(id, 15 * 60_000)
        return { ...read, state }
      }
      try {
        const calm = await during(0)
        const stalled = await during(0.05)
        return [
          finding(
            `runs ${calm.state} and ${stalled.state}; ${calm.failed + stalled.failed} reads of the sidebar failed`,
            calm.state === 'done' && stalled.state === 'done' && calm.failed + stalled.failed === 0,
          ),
          finding(
            `sidebar p99 ${calm.p99.toFixed(1)} ms without, ${stalled.p99.toFixed(1)} ms with stalls`,
            !isFull || stalled.p99 <= Math.max(calm.p99 * 1.2, calm.p99 + 5),
          ),
          await lab.equality(),
        ]
      } finally {
        sidebar.close()
      }
    })
  },
}

async function readPanels(
  lab: Lab,
  sidebar: Browser,
  reads: number,
): Promise<{ p99: number; failed: number }> {
  const customers = lab.customersOf('lina').slice(0, 50)
  const times: number[] = []
  let failed = 0
  for (let n = 0; n < reads; n++) {
    const from = performance.now()
    const reply = await sidebar.get(`/api/v1/panel/contacts/${customers[n % customers.length] ?? ''}`)
    times.push(performance.now() - from)
    if (reply.status !== 200) failed += 1
  }
  return {
    p99: percentile(
      times.sort((a, b) => a - b),
      0.99,
    ),
    failed,
  }
}
