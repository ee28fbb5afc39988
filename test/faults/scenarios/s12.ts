import { finding, withLab, type Scenario } from '../scenario.ts'

export const s12: Scenario = {
  row: 'S12',
  title: 'a member with many customers suddenly shows none',
  target: 'held back until a second pass or a person says the same',
  run: (options) => {
    const contacts = options.isFull ? 40_000 : 900
    return withLab(options, { company: { contacts, staff: 8 }, isSynced: true }, async (lab) => {
      const { world } = lab.simulator
      const follows = [...world.follows.each('lina')]
      const live = (): Promise<number> =>
        lab.count('SELECT COUNT(*) AS "n" FROM "Follow" WHERE "endedAt" IS NULL')
      const before = await live()
      for (const follow of follows) world.change({ kind: 'follow', follow: { ...follow, state: 'gone' } })
      const first = await lab.sync({ kind: 'reconcile' })
      const held = before - (await live())
      // They are there again, as after a hiccup of the platform; then they go for good.
      for (const follow of follows) world.change({ kind: 'follow', follow })
      const back = await lab.sync({ kind: 'reconcile' })
      for (const follow of follows) world.change({ kind: 'follow', follow: { ...follow, state: 'gone' } })
      const again = await lab.sync({ kind: 'reconcile' })
      const second = await lab.sync({ kind: 'reconcile' })
      const ended = before - (await live())
      return [
        finding(
          `${follows.length} of ${before} vanish: run ${first.state}, ${held} ended`,
          follows.length > 50 && first.state === 'partial' && held === 0,
        ),
        finding(`they come back: run ${back.state}`, back.state === 'done'),
        finding(
          `they vanish again: ${again.state}, then ${second.state} with ${ended} ended`,
          again.state === 'partial' && second.state === 'done' && ended === follows.length,
        ),
        await lab.equality(),
      ]
    })
  },
}
