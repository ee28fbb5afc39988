import { DAY, handoverLab } from '../handover-lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'

const RESULTS = 'externalcontact/resigned/transfer_result'
const HOURS = 54
const MOST_CALLS = 60

export const t4: Scenario = {
  row: 'T4',
  title: 'the result of a hand-over never comes',
  target: 'shown as stuck after 48 h, asked for more and more rarely; settled when it comes',
  run: (options) =>
    withLab(options, { company: { contacts: 120, groups: 0 }, isSynced: true }, async (lab) => {
      const handover = handoverLab(lab)
      const draft = await handover.draft('hejun', ['lina'], 'resigned')
      lab.simulator.faults.set({ rules: [{ path: RESULTS, errcode: 40003 }] })
      await handover.confirm(draft)
      await handover.advance(60_000)
      lab.simulator.calls.reset()
      await handover.advance((HOURS / 24) * DAY)
      const { progress } = await handover.read(draft.id)
      const calls = lab.simulator.calls.of(RESULTS)
      lab.simulator.faults.set({})
      await handover.advance(DAY)
      await handover.ended(draft.id)
      return [
        finding(
          `${progress.stuck} of ${draft.summary.customers} shown as stuck`,
          progress.stuck === draft.summary.customers,
        ),
        finding(`${calls} readings in ${HOURS} h (≤ ${MOST_CALLS})`, calls > 0 && calls <= MOST_CALLS),
        ...(await handover.judge(draft.id, 'hejun')),
      ]
    }),
}
