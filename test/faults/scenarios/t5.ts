import { handoverLab } from '../handover-lab.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { until } from '../until.ts'

export const t5: Scenario = {
  row: 'T5',
  title: 'several managers hand over the same leaver at once',
  target: 'one wins, the others are told who; no customer is called for twice',
  run: (options) => {
    const managers = options.isFull ? 8 : 3
    return withLab(options, { company: { contacts: 200, groups: 0 }, isSynced: true }, async (lab) => {
      const handover = handoverLab(lab)
      const drafts = []
      for (let n = 0; n < managers; n += 1)
        drafts.push(await handover.draft('hejun', [n % 2 === 0 ? 'lina' : 'zhaohang'], 'resigned'))
      const replies = await Promise.all(drafts.map((draft) => handover.confirm(draft)))
      const won = replies.filter((reply) => reply.status === 200).length
      const told = replies.filter(
        (reply) => reply.status === 409 && reply.json<{ tell?: { by?: string } }>().tell?.by === '韩越',
      ).length
      const winner = drafts[replies.findIndex((reply) => reply.status === 200)]
      const id = winner?.id ?? ''
      await until(async () => (await handover.countRows(id, ['queued', 'unknown'])) === 0, {
        patienceMs: 30_000,
        what: () => 'the call',
      })
      const shared = await lab.count(
        `SELECT COUNT(*) AS "n" FROM (SELECT "objectId" FROM "HandoverRow" WHERE "state" IN ('queued', 'unknown', 'accepted', 'waiting', 'failed')
         GROUP BY "objectId" HAVING COUNT(*) > 1) t`,
      )
      return [
        finding(
          `of ${managers} managers ${won} won and ${told} were told`,
          won === 1 && told === managers - 1,
        ),
        finding(`${shared} customers in two runs`, shared === 0),
      ]
    })
  },
}
