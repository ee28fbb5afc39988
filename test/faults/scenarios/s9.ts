import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const MAX_READS = 3

export const s9: Scenario = {
  row: 'S9',
  title: 'cursor expired, garbled, or repeating for ever',
  target: 'only that group starts again; a loop is noticed in ≤ 2 repeats and nobody is ended',
  run: (options) => {
    const contacts = options.isFull ? 3_000 : 300
    return withLab(options, { company: { contacts, staff: 8 }, isSynced: true }, async (lab) => {
      const { calls, faults } = lab.simulator
      changeSilently(lab, { remark: '游标' })
      calls.reset()
      await lab.sync()
      const least = calls.of(BATCH)
      calls.reset()
      changeSilently(lab, { remark: '过期' })
      faults.set({ rules: [{ path: BATCH, errcode: 40035, skip: 2, count: 1 }] })
      const expired = await lab.sync()
      const again = calls.of(BATCH) - least
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
          `expired: run ${expired.state}, ${again} pages read again`,
          expired.state === 'done' && again <= least,
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
