import { expect, it } from 'vitest'
import { systemClock } from '../../../server/platform/clock.ts'
import { eachDialect, type TestDatabase } from '../../support/database.ts'
import { queueOn } from './queue.ts'

const newJob = (key: string) => ({ name: 'work', corpId: 'c', payload: key, key })

eachDialect('What pg-boss carries', ({ open, dialect }) => {
  const messages = async ({ sql }: TestDatabase): Promise<number> =>
    Number((await sql.all<{ n: number }>('SELECT count(*) AS "n" FROM pgboss.job'))[0]?.n)

  function worker(database: TestDatabase) {
    const seen: string[] = []
    const jobs = queueOn(database, { clock: systemClock })
    const start = (): void =>
      jobs.work({ work: { parse: String, run: async (_, payload) => void seen.push(String(payload)) } })
    return { jobs, seen, start }
  }

  it.runIf(dialect === 'postgresql')(
    'is sent by the caller’s transaction: nothing after a rollback, one message after the commit',
    async () => {
      const database = await open()
      const { jobs, seen, start } = worker(database)
      const failing = database.db.$transaction(async (tx) => {
        await jobs.add(tx, newJob('lost'))
        throw new Error('stop')
      })
      await expect(failing).rejects.toThrow('stop')
      expect([await messages(database), await database.db.job.count()]).toEqual([0, 0])
      await database.db.$transaction(async (tx) => void (await jobs.add(tx, newJob('kept'))))
      expect([await messages(database), await database.db.job.count()]).toEqual([1, 1])
      start()
      await jobs.drain()
      expect([seen, await messages(database)]).toEqual([['kept'], 0])
    },
  )

  it.runIf(dialect === 'postgresql')('says nothing when its row is no longer ready', async () => {
    const database = await open()
    const { jobs, seen, start } = worker(database)
    const id = await jobs.add(database.sql, newJob('cancelled'))
    await jobs.cancel('c', id)
    await jobs.add(database.sql, newJob('twice'))
    await jobs.add(database.sql, newJob('twice'))
    expect(await messages(database)).toBe(3)
    start()
    await jobs.drain()
    expect([seen, await messages(database)]).toEqual([['twice'], 0])
  })

  it.runIf(dialect === 'postgresql')('is sent again when it was lost: the row is the truth', async () => {
    const database = await open()
    const { jobs, seen, start } = worker(database)
    await jobs.add(database.sql, newJob('k'))
    await database.sql.run('DELETE FROM pgboss.job')
    start()
    await jobs.drain()
    expect(seen).toEqual(['k'])
  })

  it.runIf(dialect === 'postgresql')(
    'waits for its time, also when the clocks of the machines differ',
    async () => {
      const database = await open()
      const { jobs, seen, start } = worker(database)
      start()
      await jobs.add(database.sql, { ...newJob('later'), runAt: new Date(systemClock.nowMs() + 400) })
      // a message that comes too early by the clock of who fetches it
      await database.sql.run(`UPDATE pgboss.job SET start_after = now() - interval '1 second'`)
      await jobs.add(database.sql, newJob('now'))
      while (seen.length < 2) await new Promise((next) => setTimeout(next, 20))
      expect(seen).toEqual(['now', 'later'])
    },
  )
})
