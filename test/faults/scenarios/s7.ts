import type { Lab } from '../lab.ts'
import { finding, withLab, type Finding, type FaultOptions, type Scenario } from '../scenario.ts'
import { until } from '../until.ts'

const MINUTE_MS = 60_000
const MOST_PER_HOUR = 3

export const s7: Scenario = {
  row: 'S7',
  title: 'wrong secret, address not trusted, no permission',
  target: 'stops at once with the cause; ≤ 3 refused calls an hour and interface',
  async run(options) {
    return [
      ...(await hourOf(options, { name: 'wrong secret', code: '40001', spoil: resetSecret })),
      ...(await hourOf(options, {
        name: 'address not trusted',
        code: '60020',
        spoil: (lab) => void (lab.simulator.corp.trustedIps = ['10.0.0.1']),
      })),
      ...(await hourOf(options, {
        name: 'no permission',
        code: '48002',
        spoil: (lab) => void (lab.simulator.corp.callable = false),
      })),
    ]
  },
}

interface Spoilt {
  name: string
  code: string
  spoil(lab: Lab): void
}

/** An administrator made a new secret: the old token dies with it. */
function resetSecret({ simulator }: Lab): void {
  for (const app of simulator.corp.apps) app.secret = `${app.secret}-NEW`
  simulator.tokens.revoke()
}

/** An hour of the clock table's tasks, after a run that a person asked for. */
function hourOf(options: FaultOptions, { name, code, spoil }: Spoilt): Promise<Finding[]> {
  return withLab(options, { company: { contacts: 20, groups: 1 }, isSynced: true }, async (lab) => {
    const before = await lab.count('SELECT COUNT(*) AS "n" FROM "Follow" WHERE "endedAt" IS NULL')
    await lab.database.sql.run('UPDATE "Staff" SET "lastActiveAt" = ?', [
      new Date(Date.now() + 2 * 3_600_000),
    ])
    spoil(lab)
    lab.simulator.calls.reset()
    const run = await lab.sync()
    const atOnce = lab.simulator.calls.counts().total
    lab.simulator.calls.reset()
    for (let minute = 5; minute <= 60; minute += 5) {
      await lab.commands().setClock(minute * MINUTE_MS)
      for (const task of ['sync.poll-staff', ...(minute % 15 === 0 ? ['sync.reconcile-active'] : [])])
        await lab.commands().tick({ task, slot: `${task} ${minute}` })
      await idle(lab, minute * MINUTE_MS)
    }
    const { byPath } = lab.simulator.calls.counts()
    const refused = Object.entries(byPath).map(([path, count]) => [path, count.answers[code] ?? 0] as const)
    const [worst, most] = refused.sort((a, b) => b[1] - a[1])[0] ?? ['nothing', 0]
    const after = await lab.count('SELECT COUNT(*) AS "n" FROM "Follow" WHERE "endedAt" IS NULL')
    return [
      finding(
        `${name}: run ${run.state} (${run.errorKind}) after ${atOnce} calls, cause told ${String(run.errorText?.includes(code))}`,
        run.state === 'failed' && run.errorKind === 'no-permission' && run.errorText?.includes(code) === true,
      ),
      finding(`${name}: in the next hour at most ${most} refused calls (${worst})`, most <= MOST_PER_HOUR),
      finding(`${name}: ${before - after} relations ended`, before === after),
    ]
  })
}

/** Nothing runs and nothing is due at the moved clock. */
async function idle(lab: Lab, offsetMs: number): Promise<void> {
  await until(
    async () => {
      const rows = await lab.database.sql.all(
        `SELECT 1 AS "ok" FROM "Job" WHERE "name" LIKE 'sync.%' AND ("state" = 'running' OR ("state" = 'ready' AND "runAt" <= ?)) LIMIT 1`,
        [new Date(Date.now() + offsetMs)],
      )
      return rows.length === 0
    },
    { patienceMs: 60_000, what: () => 'the clock table’s jobs' },
  )
}
