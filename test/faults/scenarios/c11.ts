import { finding, withLab, type Scenario } from '../scenario.ts'
import { storm } from '../storm.ts'

const INFLOW_PER_SECOND = 50

export const c11: Scenario = {
  row: 'C11',
  title: 'the worker is away, the receiver lives',
  target: 'an hour at 50/s drained at ≥ 10 × inflow, memory ≤ 500 MB',
  run: (options) => {
    const { isFull, backlog, seed } = options
    const company = { contacts: isFull ? 3_000 : 40, staff: isFull ? 40 : 8 }
    return withLab(options, { company, isSynced: true, isCalledBack: true }, async (lab) => {
      await lab.kill()
      await lab.start({ isReceiver: true })
      const count = isFull ? backlog : 120
      await storm(lab, { count, perSecond: isFull ? 1_000 : 400, entities: isFull ? 2_000 : 20, seed })
      await lab.simulator.callbacks.settled()
      const waiting = await lab.count(
        `SELECT SUM(1 + "repeats") AS "n" FROM "InboxEvent" WHERE "state" = 'received'`,
      )
      const receiverMb = await lab.commands().memoryMb()
      options.say(`${waiting} events wait, receiver ${receiverMb} MB`)
      await lab.kill()
      await lab.start()
      const from = performance.now()
      await lab.quiet(20 * 60_000)
      const perSecond = Math.round(waiting / ((performance.now() - from) / 1_000))
      const workerMb = await lab.commands().memoryMb()
      return [
        finding(`${waiting} of ${count} events waited`, waiting === count),
        finding(
          `drained at ${perSecond}/s, ${(perSecond / INFLOW_PER_SECOND).toFixed(0)} × inflow`,
          !isFull || perSecond >= 10 * INFLOW_PER_SECOND,
        ),
        finding(
          `receiver ${receiverMb} MB, worker ${workerMb} MB`,
          !isFull || Math.max(receiverMb, workerMb) <= 500,
        ),
        await lab.equality(),
      ]
    })
  },
}
