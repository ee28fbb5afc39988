import { seeded } from '../seeded.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { ackedButMissing, storm, watchDeliveries } from '../storm.ts'
import { pause, until } from '../until.ts'

export const c2: Scenario = {
  row: 'C2',
  title: 'SIGKILL at random moments of a storm',
  target: 'acknowledged but missing = 0 · equal after one reconcile',
  run: (options) => {
    const { isFull, seed, kills } = options
    const lab = {
      company: { contacts: isFull ? 1_000 : 40, callbackRetryGapMs: 500 },
      isSynced: true,
      isCalledBack: true,
      isKilled: true,
    }
    return withLab(options, lab, async (lab) => {
      const next = seeded(seed)
      const deliveries = watchDeliveries(lab)
      const acknowledged = (): number => [...deliveries.all].filter((one) => one.state === 'delivered').length
      const rounds = isFull ? kills : 1
      for (let round = 0; round < rounds; round++) {
        const plan = {
          count: isFull ? 200 : 60,
          perSecond: isFull ? 400 : 200,
          entities: 40,
          seed: seed + round,
        }
        const before = acknowledged()
        const over = storm(lab, plan)
        // A kill before the first acknowledgement would show nothing.
        await until(() => acknowledged() > before, { patienceMs: 30_000, what: () => 'an acknowledgement' })
        await pause(next() * (plan.count / plan.perSecond) * 1_000)
        await lab.kill()
        await over
        await lab.start()
        if (round % 10 === 9) options.say(`${round + 1} kills`)
      }
      await lab.quiet()
      const acked = acknowledged()
      const missing = await ackedButMissing(lab, deliveries.all)
      const run = await lab.sync({ kind: 'reconcile' })
      return [
        finding(
          `${rounds} kills, ${deliveries.all.size} events, ${acked} acknowledged, ${missing.length} of them missing${missing[0] ? `; first ${missing[0]}` : ''}`,
          missing.length === 0 && acked > 0,
        ),
        finding(`reconcile ${run.state}`, run.state === 'done'),
        await lab.equality(),
      ]
    })
  },
}
