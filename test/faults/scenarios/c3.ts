import { cutReplies } from '../cut-replies.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { inboxTexts, watchDeliveries } from '../storm.ts'
import { until } from '../until.ts'

export const c3: Scenario = {
  row: 'C3',
  title: 'death between commit and reply',
  target: 'the re-send is swallowed: 0 doubles, 0 lost',
  run: (options) => {
    const { isFull } = options
    const company = { contacts: 40, callbackRetryGapMs: isFull ? 6_000 : 50 }
    return withLab(options, { company, isSynced: true }, async (lab) => {
      const deliveries = watchDeliveries(lab)
      const cutter = await cutReplies(lab.callbackUrl)
      try {
        await lab.simulator.callbacks.setUrl(cutter.url)
        const customers = lab.customersOf('lina')
        const rounds = isFull ? Math.min(10, options.kills) : 3
        for (let round = 0; round < rounds; round++) {
          const externalUserid = customers[round % customers.length] ?? ''
          cutter.cutNext()
          lab.act('edit-contact', { userid: 'lina', externalUserid, remark: `断在第 ${round} 次` })
          await until(() => cutter.cuts() > round, { patienceMs: 10_000, what: () => 'a cut reply' })
          if (isFull) {
            await lab.kill()
            await lab.start()
          }
        }
        await lab.quiet()
        const texts = await inboxTexts(lab)
        const twice = [...texts.values()].filter((n) => n > 1).length
        const sent = deliveries.attempts().length
        const repeats = await lab.count('SELECT SUM("repeats") AS "n" FROM "InboxEvent"')
        return [
          finding(
            `${rounds} replies cut, ${sent} deliveries: ${texts.size} rows, ${twice} doubled, ${repeats} repeats swallowed`,
            twice === 0 && texts.size === rounds && repeats === rounds,
          ),
          await lab.equality(),
        ]
      } finally {
        await cutter.close()
      }
    })
  },
}
