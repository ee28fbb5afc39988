import { finding, withLab, type Scenario } from '../scenario.ts'

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

export const c6: Scenario = {
  row: 'C6',
  title: 'deletion, addition and tag edit in all six orders',
  target: 'final state = truth in 6 of 6',
  run: (options) =>
    withLab(options, { company: { contacts: 60 }, isSynced: true, isCalledBack: true }, async (lab) => {
      const { simulator } = lab
      simulator.faults.set({ seed: options.seed, callbacks: { dropRate: 1 } })
      const [tagId = ''] = simulator.world.tags
        .groups()
        .flatMap((group) => simulator.world.tags.tagsOf(group.id).map((tag) => tag.id))
      const told = (name: string, input: object): number => {
        lab.act(name, input)
        return simulator.callbacks.deliveries().at(-1)?.id ?? 0
      }
      const plans = lab
        .customersOf('lina')
        .slice(0, ORDERS.length)
        .map((externalUserid, n) => {
          const pair = { userid: 'lina', externalUserid }
          const ids = [
            told('delete-contact', pair),
            told('add-contact', { ...pair, remark: '又回来了' }),
            told('tag', { ...pair, tagId }),
          ]
          return (ORDERS[n] ?? ORDERS[0]).map((place) => ids[place] ?? 0)
        })
      for (const step of [0, 1, 2]) {
        const answers = await Promise.all(plans.map((ids) => simulator.callbacks.resend(ids[step] ?? 0)))
        if (answers.some((one) => one.status !== 200)) throw new Error('an event was not taken')
        // Each event is handled by itself before the next comes; the small run lets them coalesce.
        if (options.isFull) await lab.quiet()
      }
      await lab.quiet()
      return [finding(`${plans.length} orders of three events`, plans.length === 6), await lab.equality()]
    }),
}
