import { finding, withLab, type Scenario } from '../scenario.ts'

export const s15: Scenario = {
  row: 'S15',
  title: 'the button pressed ten times, and the clock',
  target: 'one runs, the others join it',
  run: (options) => {
    const contacts = options.isFull ? 5_000 : 60
    return withLab(options, { company: { contacts } }, async (lab) => {
      const commands = lab.commands()
      const press = () => commands.sync({ kind: 'full' })
      const started = await Promise.all([
        ...Array.from({ length: 10 }, press),
        commands.tick({ task: 'sync.reconcile-all', slot: 'same moment' }).then(() => null),
      ])
      const presses = started.flatMap((one) => one ?? [])
      for (const { id } of presses) await lab.runEnded(id)
      await lab.quiet()
      const ids = new Set(presses.map((one) => one.id))
      const runs = await lab.count('SELECT COUNT(*) AS "n" FROM "SyncRun"')
      // The clock's own look may come after the first run has ended; it is never beside it.
      const overlapping = await lab.count(
        `SELECT COUNT(*) AS "n" FROM "SyncRun" a JOIN "SyncRun" b ON a."id" < b."id" AND a."startedAt" < b."endedAt" AND b."startedAt" < a."endedAt"`,
      )
      return [
        finding(
          `10 presses and a tick: ${ids.size} run for the presses, ${runs} in all, ${presses.filter((one) => one.joined).length} joined, ${overlapping} side by side`,
          ids.size === 1 && runs <= 2 && overlapping === 0,
        ),
        await lab.equality(),
      ]
    })
  },
}
