import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../server/platform/clock.ts'
import { openJobs } from '../../server/platform/jobs/index.ts'
import { createLog } from '../../server/platform/log.ts'
import { openTestPostgres, type TestDatabase } from '../support/database.ts'
import { findServer } from '../support/postgres-server.ts'
import { startWorkerProcess } from './children.ts'
import { measureLateness } from './lateness.ts'
import { readNumbers } from './numbers.ts'

// Several real processes on one PostgreSQL. FAULT_TICKS=100 for the full number.
const TICKS = readNumbers(process.env).ticks
const LEASE_MS = 2000
/** Workers look this often for jobs whose worker is gone. */
const RECOVER_EVERY_MS = 5000

const server = await findServer()
const log = createLog({ level: 'silent' })

async function openWithLog(): Promise<TestDatabase> {
  const database = await openTestPostgres(server ?? '')
  onTestFinished(() => database.close())
  await database.sql.run(
    'CREATE TABLE "FaultLog" ("n" serial, "what" text NOT NULL, "pid" integer NOT NULL, "fence" integer NOT NULL)',
  )
  return database
}

const noted = ({ sql }: TestDatabase) =>
  sql.all<{ what: string; pid: number; fence: number }>(
    'SELECT "what", "pid", "fence" FROM "FaultLog" ORDER BY "n"',
  )

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await pause(30)
}

describe.runIf(server)('several processes on one PostgreSQL', () => {
  it(`P1 of two and of five processes one fires each of ${TICKS} ticks, and its effect happens once`, async () => {
    const database = await openWithLog()
    const workers = Array.from({ length: 5 }, () => startWorkerProcess(database.url, 'ticks'))
    await Promise.all(workers.map((worker) => worker.hears((line) => line === 'ready')))
    const slots: string[] = []
    for (let n = 1; n <= 2 * TICKS; n += 1) {
      const at = new Date(Date.parse('2026-11-22T00:00:00Z') + n * 60_000).toISOString()
      slots.push(at)
      const taking = n <= TICKS ? workers.slice(0, 2) : workers
      for (const worker of taking) worker.tell(at)
      await Promise.all(taking.map((worker) => worker.hears((line) => line === at)))
    }
    await until(async () => (await database.db.job.count({ where: { state: { not: 'done' } } })) === 0)
    expect((await noted(database)).map(({ what }) => what).sort()).toEqual(slots)
    const fired = await database.db.taskSlot.findMany({ where: { task: 'tick' }, orderBy: { slotAt: 'asc' } })
    expect(fired.slice(1).map(({ slotAt }) => slotAt.toISOString())).toEqual(slots)
  })

  it('P2 a frozen leader is replaced within its lease and five seconds, and what it still writes is refused', async () => {
    const database = await openWithLog()
    // a leader frozen inside a transaction holds its row: the server ends that
    const url = `${database.url}?idle_in_transaction_session_timeout=1000`
    const jobs = openJobs({ database, clock: systemClock, log })
    const frozen = startWorkerProcess(url, 'leads')
    await jobs.add(database.sql, { name: 'lead', corpId: 'c', payload: null, key: 'k' })
    await frozen.hears((line) => line.startsWith('lease '))
    await frozen.hears((line) => line.startsWith('job '))
    const next = startWorkerProcess(url, 'leads')
    await next.hears((line) => line === 'ready')
    frozen.process.kill('SIGSTOP')
    const stoppedMs = performance.now()
    const lateness = measureLateness()
    const takenAfter = async (kind: string) => {
      await next.hears((line) => new RegExp(`^${kind} \\d`).test(line))
      return performance.now() - stoppedMs
    }
    const [leaseMs, jobMs] = await Promise.all([takenAfter('lease'), takenAfter('job')])
    const allowedMs = LEASE_MS + 5_000 + lateness.total()
    expect(leaseMs).toBeLessThan(allowedMs)
    expect(jobMs).toBeLessThan(allowedMs + RECOVER_EVERY_MS)
    await pause(Math.max(0, 2 * LEASE_MS - (performance.now() - stoppedMs)))
    const frozenAt = frozen.said.length
    frozen.process.kill('SIGCONT')
    await frozen.hears((line) => line.startsWith('lease refused'), frozenAt)
    await frozen.hears((line) => line.startsWith('job refused'), frozenAt)
    const rows = await noted(database)
    for (const kind of ['lease', 'job']) {
      const writes = rows.filter(({ what }) => what === kind)
      const fences = writes.map(({ fence }) => fence)
      expect(fences, kind).toEqual([...fences].sort((a, b) => a - b))
      expect(new Set(writes.map(({ pid }) => pid)).size, kind).toBe(2)
    }
  })

  it('P3 a worker that is stopped under load ends what it began or gives it back, within ten seconds', async () => {
    const database = await openWithLog()
    const jobs = openJobs({ database, clock: systemClock, log })
    const keys = Array.from({ length: 60 }, (_, n) => `job ${String(n).padStart(2, '0')}`)
    await jobs.addMany(
      database.sql,
      keys.map((key) => ({ name: 'work', corpId: 'c', payload: key, key })),
    )
    const first = startWorkerProcess(database.url, 'works')
    await until(async () => (await database.db.job.count({ where: { state: 'running' } })) > 2)
    first.process.kill('SIGTERM')
    const askedMs = performance.now()
    expect(await first.ended).toBe(0)
    expect(performance.now() - askedMs).toBeLessThan(10_000)
    const states = await database.db.job.groupBy({ by: ['state'], _count: true })
    expect(states.map(({ state }) => state).sort()).toEqual(['done', 'ready'])
    startWorkerProcess(database.url, 'works')
    await until(async () => (await database.db.job.count({ where: { state: 'done' } })) === keys.length)
    expect((await noted(database)).map(({ what }) => what).sort()).toEqual(keys)
  })
})

it.skipIf(server)('P1, P2 and P3 (3 cases) need a PostgreSQL server: set TEST_DATABASE_URL', () => undefined)
