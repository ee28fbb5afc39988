import type { CallNote } from '../../../server/simulator/calls.ts'
import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const GROUP = 'externalcontact/groupchat/get'
const ALLOWED = 3
const SETTLED_MS = 30_000

export const s5: Scenario = {
  row: 'S5',
  title: 'only three calls of an interface at once (45033)',
  target: 'settles at ≤ 3 within 30 s; < 1 % refused after that',
  run: (options) => {
    const { isFull, seed } = options
    const company = isFull ? { contacts: 40_000, staff: 200 } : { contacts: 60, groups: 30 }
    // Groups are read eight at a time however small the company is.
    const path = isFull ? BATCH : GROUP
    return withLab(options, { company, isSynced: isFull }, async (lab) => {
      const heard: CallNote[] = []
      lab.simulator.calls.listen((note) => void (note.path === path && heard.push(note)))
      lab.simulator.faults.set({
        seed,
        rules: [{ path, concurrency: ALLOWED, latencyMs: isFull ? 250 : 30 }],
      })
      changeSilently(lab, { remark: '并发', every: 50 })
      const run = await lab.sync()
      const start = heard[0]?.atMs ?? 0
      const later = heard.filter((note) => note.atMs > start + SETTLED_MS)
      const refusedOf = (notes: CallNote[]): number => notes.filter((note) => note.answer === '45033').length
      const share = later.length > 0 ? refusedOf(later) / later.length : 0
      return [
        finding(
          `run ${run.state}, ${heard.length} calls, ${refusedOf(heard)} refused in all`,
          run.state === 'done' && refusedOf(heard) > 0,
        ),
        finding(
          `after 30 s ${later.length} calls, ${(share * 100).toFixed(2)} % refused`,
          !isFull || (later.length > 100 && share < 0.01),
        ),
        await lab.equality(),
      ]
    })
  },
}
