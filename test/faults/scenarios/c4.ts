import { finding, withLab, type Scenario } from '../scenario.ts'
import { inboxTexts, watchDeliveries } from '../storm.ts'

export const c4: Scenario = {
  row: 'C4',
  title: 'many customers added in one second',
  target: 'all kept and applied (the documented key of sender and time would keep one)',
  run: (options) => {
    const wanted = options.isFull ? 500 : 25
    const company = { contacts: 40, clock: { frozen: true } }
    return withLab(options, { company, isSynced: true, isCalledBack: true }, async (lab) => {
      const deliveries = watchDeliveries(lab)
      const added = Array.from({ length: wanted }, (_, n) =>
        String(lab.act('add-contact', { userid: 'lina', name: `同秒${n}` })['externalUserid']),
      )
      await lab.quiet()
      const times = new Set([...deliveries.all].map((one) => /<CreateTime>(\d+)</.exec(one.xml)?.[1]))
      const known = await lab.database.sql.all<{ externalUserid: string }>(
        'SELECT "externalUserid" FROM "Follow" WHERE "endedAt" IS NULL',
      )
      const live = new Set(known.map((row) => row.externalUserid))
      // Applied alone would not show it: an event taken for a repeat still has its customer read again.
      const kept = (await inboxTexts(lab)).size
      const applied = added.filter((id) => live.has(id)).length
      return [
        finding(
          `${wanted} customers with ${times.size} CreateTime: ${kept} events kept, ${applied} customers applied`,
          kept === wanted && applied === wanted && times.size === 1,
        ),
        await lab.equality(),
      ]
    })
  },
}
