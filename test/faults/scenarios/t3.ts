import type { HandoverLab } from '../handover-lab.ts'
import { DAY, handoverLab } from '../handover-lab.ts'
import type { Lab } from '../lab.ts'
import { corpId } from '../lab.ts'
import { finding, withLab, type Finding, type Scenario } from '../scenario.ts'

const GIVER = 'wanglei'
const TAKER = 'zhaohang'

export const t3: Scenario = {
  row: 'T3',
  title: 'mixed answers for the customers of one call',
  target: 'each is kept with its own reason, and the others go on',
  run: (options) =>
    withLab(options, { company: { contacts: 200, groups: 0 }, isSynced: true }, async (lab) => {
      const handover = handoverLab(lab)
      const draft = await handover.draft(GIVER, [TAKER], 'onjob')
      const wanted = spoil(lab)
      await handover.confirm(draft)
      await handover.advance(2 * 60_000)
      await handover.advance(DAY + 10 * 60_000)
      await handover.ended(draft.id)
      return judge(lab, { handover, id: draft.id, wanted })
    }),
}

/** What WeCom knows and the copy does not. The codes that must come back, by customer. */
function spoil(lab: Lab): Map<string, number> {
  const { world } = lab.simulator
  const [gone = '', moving = '', worn = ''] = lab.customersOf(GIVER)
  lab.act('delete-contact', { userid: GIVER, externalUserid: gone })
  const at = world.clock.now()
  const move = (externalUserid: string, ageMs: number, status: 1 | 2): void => {
    const startedAtMs = at - ageMs
    const pair = { family: 'onjob', handover: GIVER, takeover: 'lina', externalUserid } as const
    world.change({
      kind: 'transfer',
      transfer: { ...pair, startedAtMs, dueAtMs: startedAtMs + DAY, status, takeoverTime: 0 },
    })
  }
  move(moving, 3_600_000, 2)
  move(worn, 20 * DAY, 1)
  move(worn, 10 * DAY, 1)
  return new Map([
    [gone, 40131],
    [moving, 40129],
    [worn, 40128],
  ])
}

async function judge(
  lab: Lab,
  { handover, id, wanted }: { handover: HandoverLab; id: string; wanted: ReadonlyMap<string, number> },
): Promise<Finding[]> {
  const rows = await lab.database.sql.all<{ objectId: string; state: string; errorCode: number | null }>(
    `SELECT "objectId", "state", "errorCode" FROM "HandoverRow" WHERE "corpId" = ? AND "handoverId" = ?`,
    [corpId, id],
  )
  const right = rows.filter((row) => wanted.get(row.objectId) === row.errorCode).length
  const done = await handover.countRows(id, ['done'])
  const others = rows.length - wanted.size
  return [
    finding(`${right} of ${wanted.size} refused with their own code`, right === wanted.size),
    finding(`${done} of the other ${others} done`, done === others),
  ]
}
