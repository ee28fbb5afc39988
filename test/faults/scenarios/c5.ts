import { finding, withLab, type Scenario } from '../scenario.ts'
import { inboxTexts, watchDeliveries } from '../storm.ts'

export const c5: Scenario = {
  row: 'C5',
  title: 're-encrypted retry of one plaintext',
  target: '1 inbox row for each event, each retry counted',
  run: (options) => {
    const wanted = options.isFull ? 500 : 10
    return withLab(
      options,
      { company: { contacts: options.isFull ? 600 : 40 }, isSynced: true, isCalledBack: true },
      async (lab) => {
        const deliveries = watchDeliveries(lab)
        lab.simulator.faults.set({ seed: options.seed, callbacks: { repeatRate: 1, shuffleMs: 200 } })
        for (let n = 0; n < wanted; n++) lab.act('add-contact', { userid: 'lina', name: `重发${n}` })
        await lab.quiet()
        const texts = await inboxTexts(lab)
        const twice = [...texts.values()].filter((n) => n > 1).length
        const repeats = await lab.count('SELECT SUM("repeats") AS "n" FROM "InboxEvent"')
        const sent = deliveries.attempts().length
        return [
          finding(
            `${sent} deliveries of ${wanted} events: ${texts.size} rows, ${twice} doubled, ${repeats} repeats`,
            texts.size === wanted && twice === 0 && repeats === sent - wanted && sent === 2 * wanted,
          ),
          await lab.equality(),
        ]
      },
    )
  },
}
