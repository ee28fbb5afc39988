import { finding, withLab, type Scenario } from '../scenario.ts'
import { storm, watchDeliveries } from '../storm.ts'

export const c7: Scenario = {
  row: 'C7',
  title: 'WeCom drops 5 % of the events',
  target: 'different before, equal after one reconcile, each repair logged',
  run: (options) => {
    const { isFull, seed } = options
    const company = { contacts: isFull ? 3_000 : 60, staff: isFull ? 40 : 8 }
    return withLab(options, { company, isSynced: true, isCalledBack: true }, async (lab) => {
      const deliveries = watchDeliveries(lab)
      lab.simulator.faults.set({ seed, callbacks: { dropRate: isFull ? 0.05 : 0.3 } })
      const count = isFull ? 6_000 : 40
      await storm(lab, { count, perSecond: isFull ? 200 : 400, entities: isFull ? 2_000 : 30, seed })
      await lab.quiet(10 * 60_000)
      const dropped = [...deliveries.all].filter((one) => one.state === 'dropped').length
      const before = await lab.compare()
      const run = await lab.sync({ kind: 'reconcile' })
      const drift = await lab.count(`SELECT COUNT(*) AS "n" FROM "Drift" WHERE "runId" = '${run.id}'`)
      const open = await lab.count(
        `SELECT COUNT(*) AS "n" FROM "Drift" WHERE "runId" = '${run.id}' AND "state" <> 'repaired'`,
      )
      const wrong = before.missing + before.extra + before.different
      return [
        finding(`${dropped} of ${count} events dropped, ${wrong} rows different`, dropped > 0 && wrong > 0),
        finding(
          `reconcile ${run.state}, ${drift} repairs logged, ${open} open`,
          run.state === 'done' && drift > 0 && open === 0,
        ),
        await lab.equality(),
      ]
    })
  },
}
