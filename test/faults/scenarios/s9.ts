import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { watchGroups } from '../watch-groups.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const MAX_READS = 3

export const s9: Scenario = {
  row: 'S9',
  title: 'cursor expired, garbled, or repeating for ever',
  target: 'only that group starts again; a loop is noticed in ≤ 2 repeats and nobody is ended',
  run: (options) => {
    // So many members that they are read in several groups, and so many contacts that each group has several pages.
    const company = options.isFull ? { contacts: 20_000, staff: 150 } : { contacts: 700, staff: 110 }
    return withLab(options, { company, isSynced: true }, async (lab) => {
      const { calls, faults } = lab.simulator
      changeSilently(lab, { remark: '游标' })
      calls.reset()
      const groupsOf = await watchGroups(lab)
      const groups = await groupsOf((await lab.sync()).id)
      const least = calls.of(BATCH)
      const ofOneGroup = Math.max(...groups.values())
      calls.reset()
      changeSilently(lab, { remark: '过期' })
      faults.set({ rules: [{ path: BATCH, errcode: 40035, skip: 2 * groups.size, count: 1 }] })
      const expired = await lab.sync()
      const again = calls.of(BATCH) - least
      const readAgain = [...(await groupsOf(expired.id))].filter(([n, pages]) => pages !== groups.get(n))
      const equal = await lab.equality()
      calls.reset()
      faults.set({ rules: [{ path: BATCH, paging: 'repeat' }] })
      const looped = await lab.sync()
      const ended = await lab.count('SELECT COUNT(*) AS "n" FROM "Follow" WHERE "endedAt" IS NOT NULL')
      const shards = await lab.count(
        `SELECT COUNT(*) AS "n" FROM "SyncFailure" WHERE "runId" = '${looped.id}' AND "step" = 'contacts'`,
      )
      const most = least * MAX_READS + 12
      return [
        finding(
          `expired: run ${expired.state}, ${readAgain.length} of ${groups.size} groups again, ${again} of ${least} pages, the largest group has ${ofOneGroup}`,
          expired.state === 'done' &&
            groups.size > 1 &&
            readAgain.length === 1 &&
            again > 0 &&
            again <= ofOneGroup,
        ),
        equal,
        finding(
          `loop: run ${looped.state}, ${calls.of(BATCH)} calls (≤ ${most}), ${shards} members told, ${ended} ended`,
          looped.state === 'partial' && calls.of(BATCH) <= most && shards > 0 && ended === 0,
        ),
      ]
    })
  },
}
