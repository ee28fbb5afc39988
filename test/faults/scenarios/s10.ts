import { finding, withLab, type Scenario } from '../scenario.ts'
import { storm } from '../storm.ts'

const BATCH = 'externalcontact/batch/get_by_user'

export const s10: Scenario = {
  row: 'S10',
  title: 'data moves while it is paged',
  target: 'equal after the events drained; 0 false tombstones',
  run: (options) => {
    const { isFull, seed } = options
    const company = { contacts: isFull ? 20_000 : 300, staff: isFull ? 100 : 8 }
    return withLab(options, { company, isSynced: true, isCalledBack: true }, async (lab) => {
      lab.simulator.faults.set({ seed, rules: [{ path: BATCH, latencyMs: isFull ? 60 : 30 }] })
      const { id } = await lab.commands().sync({ kind: 'full' })
      await storm(lab, {
        count: isFull ? 2_000 : 60,
        perSecond: isFull ? 150 : 300,
        entities: isFull ? 1_000 : 60,
        seed,
      })
      const run = await lab.runEnded(id)
      await lab.quiet(5 * 60_000)
      const equal = await lab.equality()
      return [
        finding(`run ${run.state} while customers came and went`, run.state === 'done'),
        finding(`false tombstones: ${equal.isMet ? 0 : 'see the difference'}`, equal.isMet),
        equal,
      ]
    })
  },
}
