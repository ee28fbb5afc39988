import { DAY, handoverLab, START } from '../handover-lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { until } from '../until.ts'

export const t2: Scenario = {
  row: 'T2',
  title: 'a call of a hand-over takes effect and its answer is lost',
  target: 'the result list settles it; nobody who was taken is called again',
  run: (options) => {
    const contacts = options.isFull ? 3_000 : 200
    return withLab(options, { company: { contacts, groups: 0 }, isSynced: true }, async (lab) => {
      const handover = handoverLab(lab)
      const draft = await handover.draft('hejun', ['lina', 'zhaohang'], 'resigned')
      const { batches, customers } = draft.summary
      lab.simulator.calls.reset()
      lab.simulator.faults.set({ rules: [{ path: START.resigned, resetAfterRate: 1 }] })
      await handover.confirm(draft)
      await until(async () => (await handover.countRows(draft.id, ['accepted', 'waiting'])) === customers, {
        patienceMs: 60_000,
        what: () => 'the start of every transfer',
      })
      const calls = lab.simulator.calls.of(START.resigned)
      lab.simulator.faults.set({})
      await handover.advance(DAY + 10 * 60_000)
      await handover.ended(draft.id)
      return [
        finding(`${calls} calls for ${batches} lots, all of them unanswered`, calls === batches),
        ...(await handover.judge(draft.id, 'hejun')),
      ]
    })
  },
}
