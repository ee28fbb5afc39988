import { seeded } from '../seeded.ts'
import { changeSilently } from '../silent-changes.ts'
import { finding, withLab, type Scenario } from '../scenario.ts'
import { pause } from '../until.ts'

const BATCH = 'externalcontact/batch/get_by_user'
/** Eight groups of members at once, each with the page being written and the next one on its way. */
const WINDOW = 16

export const s1: Scenario = {
  row: 'S1',
  title: 'SIGKILL during full syncs',
  target: '0 lost, 0 doubled, diff empty; pages fetched twice ≤ kills × 16',
  run: (options) => {
    const { contacts, kills, seed } = options
    const company = { contacts, staff: 200, groups: Math.min(100, Math.ceil(contacts / 100)) }
    return withLab(options, { company, isKilled: true }, async (lab) => {
      const next = seeded(seed)
      let killed = 0
      let syncs = 0
      let id = ''
      const states: string[] = []
      const endOf = async (): Promise<string | undefined> => {
        const [ended] = await lab.database.sql.all<{ state: string }>(
          `SELECT "state" FROM "SyncRun" WHERE "id" = ? AND "state" NOT IN ('queued', 'running')`,
          [id],
        )
        return ended?.state
      }
      let least = 0
      while (killed < kills) {
        const end = await endOf()
        if (end !== undefined) states.push(end)
        if (id === '' || end !== undefined) {
          if (syncs > 0) changeSilently(lab, { remark: `第 ${syncs} 轮` })
          id = (await lab.commands().sync({ kind: 'full' })).id
          syncs += 1
          least += pagesOf(lab.simulator.truth.rows('follows'))
        }
        await pause(200 + next() * 1_800)
        await lab.kill()
        killed += 1
        await lab.start()
        if (killed % 10 === 0) options.say(`${killed} kills, sync ${syncs}`)
      }
      states.push((await lab.runEnded(id, 20 * 60_000)).state)
      const calls = lab.simulator.calls.of(BATCH)
      return [
        finding(
          `${killed} kills over ${syncs} full syncs of ${contacts} contacts: ${states.join(', ')}`,
          states.every((state) => state === 'done'),
        ),
        finding(
          `${calls} pages fetched, ${least} needed: ${calls - least} twice, allowed ${killed * WINDOW}`,
          calls - least <= killed * WINDOW,
        ),
        await lab.equality(),
      ]
    })
  },
}

function pagesOf(follows: Iterable<Record<string, unknown>>): number {
  let rows = 0
  for (const row of follows) if (row['awaitingHandover'] === false) rows += 1
  return Math.ceil(rows / 100)
}
