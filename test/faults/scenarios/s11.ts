import { finding, withLab, type Scenario } from '../scenario.ts'

const BATCH = 'externalcontact/batch/get_by_user'

export const s11: Scenario = {
  row: 'S11',
  title: 'a pass that ends after a part of the staff',
  target: 'tombstones written = 0',
  run: (options) => {
    const contacts = options.isFull ? 20_000 : 400
    const company = { contacts, staff: options.isFull ? 200 : 8 }
    return withLab(options, { company, isSynced: true }, async (lab) => {
      const { calls, faults } = lab.simulator
      calls.reset()
      await lab.sync()
      const pages = calls.of(BATCH)
      const done = Math.floor(pages * 0.6)
      // From there on WeCom refuses: the groups of members that are left are given up.
      faults.set({ rules: [{ path: BATCH, errcode: 40129, skip: done }] })
      const run = await lab.sync()
      const ended = await lab.count('SELECT COUNT(*) AS "n" FROM "Follow" WHERE "endedAt" IS NOT NULL')
      const failures = await lab.count(
        `SELECT COUNT(*) AS "n" FROM "SyncFailure" WHERE "runId" = '${run.id}' AND "step" = 'contacts'`,
      )
      const braked = await lab.count(`SELECT COUNT(*) AS "n" FROM "Drift" WHERE "state" = 'braked'`)
      return [
        finding(
          `stopped after ${done} of ${pages} pages: run ${run.state}, ${failures} members told`,
          run.state === 'partial' && failures > 0,
        ),
        finding(`${ended} tombstones, ${braked} thought of`, ended === 0 && braked === 0),
        await lab.equality(),
      ]
    })
  },
}
