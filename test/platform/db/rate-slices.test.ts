import { expect, it } from 'vitest'
import { movableClock } from '../../../server/platform/clock.ts'
import { createRateSlices } from '../../../server/platform/db/rate-slices.ts'
import { eachDialect } from '../../support/database.ts'

const windows = [
  { windowSec: 3600, limit: 150 },
  { windowSec: 60, limit: 100 },
]

eachDialect('Rate slices', ({ open }) => {
  it('never hand out more than a window holds, over all processes', async () => {
    const { sql } = await open()
    const clock = movableClock('2026-11-22T00:00:10Z')
    const processes = Array.from({ length: 3 }, () =>
      createRateSlices({ sql, clock, corpId: 'c', windowsOf: () => windows }),
    )
    const grants = await Promise.all(Array.from({ length: 30 }, (_, n) => processes[n % 3]?.('get', 7) ?? 0))
    expect(grants.reduce((sum, granted) => sum + granted, 0)).toBe(100)
    expect(await processes[0]?.('list', 7)).toBe(7)
  })

  it('start anew with the next minute, within what the hour still holds', async () => {
    const { sql, db } = await open()
    const clock = movableClock('2026-11-22T00:00:10Z')
    const lease = createRateSlices({ sql, clock, corpId: 'c', windowsOf: () => windows })
    expect(await lease('get', 200)).toBe(100)
    expect(await lease('get', 1)).toBe(0)
    clock.set('2026-11-22T00:01:00Z')
    expect(await lease('get', 200)).toBe(50)
    expect(await lease('get', 1)).toBe(0)
    clock.set('2026-11-22T01:00:00Z')
    expect(await lease('get', 3)).toBe(3)
    expect(await db.rateSlice.count()).toBe(2)
  })
})
