import { afterEach, expect, it } from 'vitest'
import { movableClock } from '../../server/platform/clock.ts'
import { startClockTicks } from '../../server/platform/jobs/clock-ticks.ts'
import { createLog } from '../../server/platform/log.ts'
import { openTestSqlite } from '../support/database.ts'

const HOUR = 3_600_000
const machineZone = process.env['TZ']
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  if (machineZone === undefined) delete process.env['TZ']
  else process.env['TZ'] = machineZone
})

/** The clock table from a moment on; what fired, as task and Shanghai time. */
async function ticking(start: string, entries: { task: string; cron: string }[]) {
  const database = await openTestSqlite()
  const clock = movableClock(start)
  const fired: string[] = []
  const open = () =>
    startClockTicks({
      entries,
      sql: database.sql,
      clock,
      log: createLog({ level: 'silent' }),
      enqueue: async (_tx, { task, slotAt }) =>
        void fired.push(`${task} ${new Date(slotAt.getTime() + 8 * HOUR).toISOString().slice(0, 16)}`),
    })
  let ticks = open()
  await ticks.look()
  ends.push(async () => {
    await ticks.stop()
    await database.close()
  })
  return {
    fired,
    clock,
    look: () => ticks.look(),
    async restart() {
      await ticks.stop()
      ticks = open()
      await ticks.look()
    },
    async stepTo(end: string, stepMs: number) {
      while (clock.nowMs() < Date.parse(end)) {
        clock.advance(stepMs)
        await ticks.look()
      }
    },
  }
}

it('P12: a clock that jumps an hour forward and back fires each slot once, also over a restart', async () => {
  const { fired, clock, look, restart, stepTo } = await ticking('2026-11-22T01:05:00Z', [
    { task: 'hourly', cron: '0 * * * *' },
  ])
  await stepTo('2026-11-22T02:05:00Z', 10 * 60_000)
  clock.advance(HOUR)
  await look()
  clock.advance(-2 * HOUR)
  await look()
  await restart()
  await stepTo('2026-11-22T05:05:00Z', 10 * 60_000)
  expect(fired).toEqual([10, 11, 12, 13].map((hour) => `hourly 2026-11-22T${hour}:00`))
})

it('P12: the machine may stand in a zone whose clocks change: each Shanghai slot fires once', async () => {
  process.env['TZ'] = 'America/New_York'
  expect(new Date('2026-07-01T12:00:00Z').getHours()).toBe(8)
  for (const [start, end] of [
    ['2026-03-07T15:00:00Z', '2026-03-09T15:00:00Z'],
    ['2026-10-31T15:00:00Z', '2026-11-02T15:00:00Z'],
  ] as const) {
    // 14:30 in Shanghai is 01:30 in New York, which the autumn night has twice; 15:10 is the hour the spring night leaves out
    const { fired, stepTo } = await ticking(start, [
      { task: 'a', cron: '30 14 * * *' },
      { task: 'b', cron: '10 15 * * *' },
    ])
    await stepTo(end, 10 * 60_000)
    const days = [1, 2].map((n) => new Date(Date.parse(start) + n * 24 * HOUR).toISOString().slice(0, 10))
    expect([...fired].sort()).toEqual([
      ...days.map((day) => `a ${day}T14:30`),
      ...days.map((day) => `b ${day}T15:10`),
    ])
  }
})

it('P12: leap day and month ends have their nights', async () => {
  const { fired, stepTo } = await ticking('2028-02-27T18:30:00Z', [
    { task: 'nightly', cron: '10 2 * * *' },
    { task: 'monthly', cron: '0 1 1 * *' },
  ])
  await stepTo('2028-03-01T19:00:00Z', 30 * 60_000)
  expect(fired.filter((one) => one.startsWith('nightly'))).toEqual(
    ['02-29', '03-01', '03-02'].map((day) => `nightly 2028-${day}T02:10`),
  )
  expect(fired.filter((one) => one.startsWith('monthly'))).toEqual(['monthly 2028-03-01T01:00'])
})
