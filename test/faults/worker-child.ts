import { createInterface } from 'node:readline'
import { movableClock, offsetClock } from '../../server/platform/clock.ts'
import { openDatabase } from '../../server/platform/db/index.ts'
import { startClockTicks } from '../../server/platform/jobs/clock-ticks.ts'
import { type JobHandlers, openJobs } from '../../server/platform/jobs/index.ts'
import { createLeases, type Lease } from '../../server/platform/leases.ts'
import { createLog } from '../../server/platform/log.ts'

// One worker process over a database of the test. What it does it writes into "FaultLog", and says on standard output.

const [url = '', what = ''] = process.argv.slice(2)
const LEASE_MS = 2000
const log = createLog({ level: 'silent' })
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const pause = (ms: number) => new Promise<void>((next) => setTimeout(next, ms))
const database = await openDatabase({ url, log, poolSize: 4 })
const note = (sql: Pick<typeof database.sql, 'run'>, text: string, fence = 0) =>
  sql.run('INSERT INTO "FaultLog" ("what", "pid", "fence") VALUES (?, ?, ?)', [text, process.pid, fence])

/** Writes under a lease or a job until it is told that it lost it; each write stays open for a while. */
async function lead(kind: string, { fence, guard }: Pick<Lease, 'fence' | 'guard'>): Promise<void> {
  for (;;) {
    try {
      await database.sql.transaction(async (tx) => {
        await guard(tx)
        await pause(20)
        await note(tx, kind, fence)
      })
    } catch {
      return say(`${kind} refused ${fence}`)
    }
    say(`${kind} ${fence}`)
  }
}

const roles = {
  /** The clock table on a clock that moves to each time it is told. */
  async ticks() {
    const clock = movableClock('2026-11-22T00:00:00Z')
    // the clocks of the processes are minutes apart: no lease may end by that
    const jobs = openJobs({ database, clock, log, leaseMs: 30 * 86_400_000 })
    jobs.work({
      tick: { parse: String, run: async (_, slot) => void (await note(database.sql, String(slot))) },
    })
    const ticks = startClockTicks({
      entries: [{ task: 'tick', cron: '* * * * *' }],
      sql: database.sql,
      clock,
      log,
      enqueue: async (tx, { task, slotAt }) =>
        void (await jobs.add(tx, {
          name: task,
          corpId: 'c',
          payload: slotAt.toISOString(),
          key: slotAt.toISOString(),
        })),
    })
    await ticks.look()
    say('ready')
    for await (const line of createInterface({ input: process.stdin })) {
      clock.set(line)
      await ticks.look()
      say(line)
    }
  },
  /** Leads whenever it can, by a named lease and by a job. */
  async leads() {
    const clock = offsetClock()
    const jobs = openJobs({ database, clock, log, leaseMs: LEASE_MS, hands: 1 })
    jobs.work({
      lead: {
        parse: () => null,
        timeoutMs: 600_000,
        maxAttempts: 99,
        run: (context) => lead('job', context),
      },
    })
    const leases = createLeases(database.sql, clock)
    say('ready')
    for (;;)
      await leases
        .hold('leader', { ttlMs: LEASE_MS, waitMs: 60_000 }, (lease) => lead('lease', lease))
        .catch(() => undefined)
  },
  /** Works off jobs of half a second until it is asked to stop. */
  async works() {
    const jobs = openJobs({ database, clock: offsetClock(), log })
    const handlers: JobHandlers = {
      work: {
        parse: String,
        async run(context, payload) {
          await pause(500)
          await database.sql.transaction(async (tx) => {
            await context.guard(tx)
            await note(tx, String(payload))
          })
        },
      },
    }
    jobs.work(handlers)
    process.once('SIGTERM', () => void jobs.stop().then(() => database.close()))
    say('ready')
  },
}

await roles[what as keyof typeof roles]()
