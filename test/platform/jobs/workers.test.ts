import { expect, it } from 'vitest'
import { movableClock, systemClock } from '../../../server/platform/clock.ts'
import type { JobContext } from '../../../server/platform/jobs/index.ts'
import { eachDialect, type TestDatabase } from '../../support/database.ts'
import { queueOn, START } from './queue.ts'

const newJob = (key: string) => ({ name: 'work', corpId: 'c', payload: key, key })

eachDialect('Several workers', ({ open, isConcurrent, dialect }) => {
  it.runIf(isConcurrent)('never run a job twice while all is well', async () => {
    const database = await open()
    const workers = [1, 2, 3].map(() => queueOn(database, { clock: systemClock }))
    const seen: unknown[] = []
    for (const jobs of workers)
      jobs.work({ work: { parse: (payload) => payload, run: async (_, payload) => void seen.push(payload) } })
    const keys = Array.from({ length: 300 }, (_, n) => String(n))
    await Promise.all(keys.map((key, n) => workers[n % 3]?.add(database.sql, newJob(key))))
    while ((await database.db.job.count({ where: { state: 'done' } })) < 300)
      await Promise.all(workers.map((jobs) => jobs.drain()))
    expect([...seen].sort()).toEqual([...keys].sort())
  })

  it('take over a job whose worker went silent, and refuse what that one still writes', async () => {
    const database = await open()
    const clock = movableClock(START)
    const fences: number[] = []
    let goOn: () => void = () => undefined
    let late: Promise<unknown> = Promise.resolve()
    // its one hand is busy: another has to take the job
    const first = queueOn(database, { clock, leaseMs: 3_600_000, hands: 1 })
    const started = new Promise<void>((running) => {
      first.work({
        work: {
          parse: () => null,
          async run(context: JobContext) {
            fences.push(context.fence)
            running()
            await new Promise<void>((next) => (goOn = next))
            late = database.sql.transaction((tx) => context.guard(tx))
            await late
          },
        },
      })
    })
    await first.add(database.sql, newJob('k'))
    await started
    // its lease ends, as when the machine hangs: no renewal comes through
    await database.db.job.updateMany({ data: { leaseUntil: new Date(clock.nowMs() - 1) } })
    const second = queueOn(database, { clock })
    second.work({ work: { parse: () => null, run: async (context) => void fences.push(context.fence) } })
    await second.drain()
    expect(fences).toEqual([1, 2])
    goOn()
    await first.drain()
    await expect(late).rejects.toThrow('no longer holds')
    expect(await database.db.job.findFirst()).toMatchObject({ state: 'done', fence: 2, attempts: 2 })
  })

  it('do not take the end of an old run for the end of the new one', async () => {
    const database = await open()
    const clock = movableClock(START)
    const goOn: (() => void)[] = []
    const handler = { parse: () => null, run: () => new Promise<void>((next) => void goOn.push(next)) }
    // its one hand is busy: another has to take the job
    const first = queueOn(database, { clock, leaseMs: 3_600_000, hands: 1 })
    first.work({ work: handler })
    await first.add(database.sql, newJob('k'))
    await until(() => goOn.length === 1)
    await database.db.job.updateMany({ data: { leaseUntil: new Date(clock.nowMs() - 1) } })
    const second = queueOn(database, { clock, leaseMs: 3_600_000 })
    second.work({ work: handler })
    await until(() => goOn.length === 2)
    goOn[0]?.()
    await first.drain()
    expect(await database.db.job.findFirst()).toMatchObject({ state: 'running', fence: 2 })
    goOn[1]?.()
    await second.drain()
    expect(await database.db.job.findFirst()).toMatchObject({ state: 'done', fence: 2 })
  })

  it('renew the lease of a job that takes long, and notice when it is gone', async () => {
    const database = await open()
    const jobs = queueOn(database, { clock: systemClock, leaseMs: 90 })
    let reason: unknown
    jobs.work({
      work: {
        parse: () => null,
        async run(context) {
          await database.db.job.updateMany({ data: { fence: 50 } })
          await new Promise<void>((done) => context.signal.addEventListener('abort', () => done()))
          reason = context.signal.reason
        },
      },
    })
    await jobs.add(database.sql, newJob('k'))
    await until(() => reason !== undefined)
    expect(String(reason)).toContain('no longer holds')
  })

  it.runIf(dialect === 'sqlite')(
    'put back at once what a killed process left, when they are alone on the file',
    async () => {
      const database = await open()
      await leaveRunning(database, { key: 'crashed', attempts: 1 })
      await leaveRunning(database, { key: 'kills its process', attempts: 8 })
      const seen: unknown[] = []
      const gaveUp: unknown[] = []
      const jobs = queueOn(database, { clock: movableClock(START) })
      jobs.work({
        work: {
          parse: (payload) => payload,
          run: async (_, payload) => void seen.push(payload),
          gaveUp: async (context, payload) => {
            await database.sql.transaction(context.guard)
            gaveUp.push(payload)
          },
        },
      })
      await jobs.drain()
      expect(seen).toEqual(['crashed'])
      expect(gaveUp).toEqual(['kills its process'])
      expect(await database.db.job.findFirst({ where: { key: 'kills its process' } })).toMatchObject({
        state: 'failed',
        errorText: 'The process that ran it ended without an answer',
      })
    },
  )

  it('let a job finish at a stop, pause long ones, and take no new ones', async () => {
    const database = await open()
    const jobs = queueOn(database, { clock: systemClock })
    const seen: string[] = []
    let running: () => void = () => undefined
    const started = new Promise<void>((done) => (running = done))
    jobs.work({
      work: {
        parse: String,
        async run(context, payload) {
          seen.push(String(payload))
          running()
          while (!context.shouldPause()) await new Promise((next) => setTimeout(next, 5))
          return { again: { payload: 'from here' } }
        },
      },
    })
    await jobs.add(database.sql, newJob('first'))
    await started
    const stopping = jobs.stop()
    await jobs.add(database.sql, newJob('second'))
    await stopping
    expect(seen).toEqual(['first'])
    const rows = await database.db.job.findMany({ orderBy: { key: 'asc' } })
    expect(rows.map(({ state, payloadJson }) => [state, payloadJson])).toEqual([
      ['ready', '"from here"'],
      ['ready', '"second"'],
    ])
  })
})

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((next) => setTimeout(next, 5))
}

async function leaveRunning(
  { db }: TestDatabase,
  { key, attempts }: { key: string; attempts: number },
): Promise<void> {
  const at = new Date(START)
  const leaseUntil = new Date(at.getTime() + 30_000)
  await db.job.create({
    data: {
      corpId: 'c',
      id: key,
      name: 'work',
      key,
      openKey: key,
      lane: 2,
      state: 'running',
      runAt: at,
      payloadJson: JSON.stringify(key),
      attempts,
      fence: attempts,
      leasedBy: 'gone',
      leaseUntil,
      createdAt: at,
      startedAt: at,
    },
  })
}
