import { finding, withLab, type Scenario } from '../scenario.ts'
import { ackedButMissing, watchDeliveries } from '../storm.ts'
import { pause, until } from '../until.ts'

export const c10: Scenario = {
  row: 'C10',
  title: 'the database is held by another writer',
  target: '503 within 4 s and never a false 200; stored after the release',
  run: (options) => {
    const { isFull } = options
    const company = { contacts: 40, callbackRetryGapMs: isFull ? 4_000 : 300 }
    return withLab(options, { company, isSynced: true, isCalledBack: true }, async (lab) => {
      const deliveries = watchDeliveries(lab)
      const { callbacks } = lab.simulator
      const before = callbacks.deliveries().length
      let answeredWhileHeld: number[] = []
      await lab.database.sql.transaction(async (tx) => {
        // SQLite has one writer; PostgreSQL is held where the event wants to be written.
        if (tx.dialect === 'postgresql') await tx.run('LOCK TABLE "InboxEvent" IN EXCLUSIVE MODE')
        for (const externalUserid of lab.customersOf('lina').slice(0, 5))
          lab.act('edit-contact', { userid: 'lina', externalUserid, remark: '库被占用' })
        const statuses = (): number[] =>
          callbacks
            .deliveries()
            .slice(before)
            .flatMap((one) => one.attempts.map((attempt) => attempt.status))
        await until(() => statuses().length >= 5, { patienceMs: 15_000, what: () => 'an answer' })
        if (isFull) await pause(6_000)
        answeredWhileHeld = statuses()
      })
      await lab.quiet()
      const slowest = Math.max(...deliveries.attempts().map((one) => one.tookMs))
      const missing = await ackedButMissing(lab, deliveries.all)
      const delivered = [...deliveries.all].filter((one) => one.state === 'delivered').length
      return [
        finding(
          `answers while held: ${[...new Set(answeredWhileHeld)].join(', ')}; slowest ${slowest} ms`,
          answeredWhileHeld.length > 0 &&
            answeredWhileHeld.every((status) => status === 503) &&
            slowest < 4_500,
        ),
        finding(
          `after the release ${delivered} of 5 delivered, ${missing.length} missing`,
          delivered === 5 && missing.length === 0,
        ),
        await lab.equality(),
      ]
    })
  },
}
