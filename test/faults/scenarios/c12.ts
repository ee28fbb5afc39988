import { finding, withLab, type Scenario } from '../scenario.ts'
import { ackedButMissing, watchDeliveries } from '../storm.ts'

const SKEW_MS = 10 * 60_000

export const c12: Scenario = {
  row: 'C12',
  title: 'the clocks differ by ten minutes',
  target: 'late and early events are kept, an alarm is raised, none lost',
  run: (options) =>
    withLab(
      options,
      { company: { contacts: 40 }, clockOffsetMs: -SKEW_MS, isSynced: true, isCalledBack: true },
      async (lab) => {
        const deliveries = watchDeliveries(lab)
        const customers = lab.customersOf('lina')
        const edit = (n: number, remark: string) =>
          lab.act('edit-contact', { userid: 'lina', externalUserid: customers[n] ?? '', remark })
        const alarms: number[] = []
        for (const offset of [-SKEW_MS, SKEW_MS]) {
          await lab.commands().setClock(offset)
          const heard = lab.logLines.length
          for (const n of [0, 1, 2]) edit(n, `差 ${offset / 60_000} 分`)
          await lab.quiet()
          alarms.push(lab.logLines.slice(heard).filter((line) => line.includes('clock')).length)
        }
        const missing = await ackedButMissing(lab, deliveries.all)
        return [
          finding(`${deliveries.all.size} events, ${missing.length} lost`, missing.length === 0),
          finding(
            `alarms: ${alarms.join(' late, ')} early`,
            alarms.every((n) => n > 0),
          ),
          await lab.equality(),
        ]
      },
    ),
}
