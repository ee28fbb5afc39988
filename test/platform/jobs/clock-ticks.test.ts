import { expect, it } from 'vitest'
import { schedule } from '../../../config/schedule.ts'
import { movableClock } from '../../../server/platform/clock.ts'
import { startClockTicks } from '../../../server/platform/jobs/clock-ticks.ts'
import { eachDialect, type TestDatabase } from '../../support/database.ts'
import { queueOn, quiet } from './queue.ts'

const entries = [
  { task: 'daily', cron: '10 2 * * *' },
  { task: 'quarter', cron: '*/15 * * * *' },
]

eachDialect('The clock table', ({ open }) => {
  async function ticksOn(database: TestDatabase, start: string) {
    const clock = movableClock(start)
    const fired: string[] = []
    const newTicks = () => {
      const ticks = startClockTicks({
        entries,
        sql: database.sql,
        clock,
        log: quiet,
        enqueue: async (_, { task, slotAt }) =>
          void fired.push(`${task} ${slotAt.toISOString().slice(5, 16)}`),
      })
      database.beforeClose(() => ticks.stop())
      return ticks
    }
    return { clock, fired, newTicks }
  }

  it('fires each slot once, in the time of Shanghai, over any number of processes', async () => {
    const { clock, fired, newTicks } = await ticksOn(await open(), '2026-11-21T18:05:30Z')
    const processes = [newTicks(), newTicks(), newTicks()]
    for (const at of ['18:09:59', '18:10:00', '18:10:31', '18:11:00', '18:15:00', '18:15:59']) {
      clock.set(`2026-11-21T${at}Z`)
      await Promise.all(processes.map((ticks) => ticks.look()))
    }
    expect(fired).toEqual(['daily 11-21T18:10', 'quarter 11-21T18:15'])
  })

  it('makes up for what was missed while the process was down, once, but not on a new company', async () => {
    const { clock, fired, newTicks } = await ticksOn(await open(), '2026-11-21T18:12:00Z')
    await newTicks().look()
    expect(fired).toEqual([])
    clock.set('2026-11-22T20:00:00Z')
    const restarted = newTicks()
    await restarted.look()
    await restarted.look()
    expect(fired).toEqual(['daily 11-22T18:10', 'quarter 11-22T20:00'])
    clock.set('2027-03-01T17:00:00Z')
    await restarted.look()
    expect(fired.slice(2)).toEqual(['daily 02-28T18:10', 'quarter 03-01T17:00'])
  })

  it('adds the jobs of a slot in one transaction with the slot, so that a failure is made good', async () => {
    const database = await open()
    const clock = movableClock('2026-11-21T18:14:00Z')
    const jobs = queueOn(database, { clock })
    let isBroken = true
    const ticks = startClockTicks({
      entries,
      sql: database.sql,
      clock,
      log: quiet,
      async enqueue(tx, { task, slotAt }) {
        await jobs.add(tx, { name: task, corpId: 'c', payload: {}, key: slotAt.toISOString() })
        if (isBroken) throw new Error('broken')
      },
    })
    database.beforeClose(() => ticks.stop())
    await ticks.look()
    clock.set('2026-11-21T18:15:00Z')
    await ticks.look()
    expect(await database.db.job.count()).toBe(0)
    isBroken = false
    clock.set('2026-11-21T18:16:00Z')
    await ticks.look()
    expect((await database.db.job.findMany()).map(({ key }) => key)).toEqual(['2026-11-21T18:15:00.000Z'])
  })
})

it('can read every line of the product’s clock table, and refuses one it cannot', async () => {
  const options = {
    sql: undefined as never,
    clock: movableClock('2026-11-21T18:14:00Z'),
    log: quiet,
    enqueue: async () => undefined,
  }
  const ticks = startClockTicks({ ...options, entries: schedule })
  await ticks.stop()
  expect(() => startClockTicks({ ...options, entries: [{ task: 'odd', cron: '61 * * * *' }] })).toThrow('odd')
})
