import { expect, it } from 'vitest'
import { movableClock, systemClock } from '../../server/platform/clock.ts'
import { createLeases } from '../../server/platform/leases.ts'
import { eachDialect } from '../support/database.ts'

eachDialect('Leases', ({ open, isConcurrent }) => {
  it('are held by one at a time and go on to the next when released or expired', async () => {
    const { sql } = await open()
    const clock = movableClock('2026-11-22T00:00:00Z')
    const leases = createLeases(sql, clock)
    const first = await leases.acquire('sync', 1000)
    expect(first?.fence).toBe(1)
    expect(await leases.acquire('sync', 1000)).toBeNull()
    expect((await leases.acquire('other', 1000))?.fence).toBe(1)
    await first?.release()
    const second = await leases.acquire('sync', 1000)
    expect(second?.fence).toBe(2)
    clock.advance(1001)
    expect((await leases.acquire('sync', 1000))?.fence).toBe(3)
    expect(await second?.renew()).toBe(false)
  })

  it('refuse a writer whose lease went to another', async () => {
    const { sql, db } = await open()
    const clock = movableClock('2026-11-22T00:00:00Z')
    const leases = createLeases(sql, clock)
    const first = await leases.acquire('sync', 1000)
    await db.$transaction((tx) => first?.guard(tx) ?? Promise.reject(new Error('no lease')))
    clock.advance(1001)
    const second = await leases.acquire('sync', 1000)
    await expect(sql.transaction((tx) => first?.guard(tx) ?? Promise.resolve())).rejects.toThrow(
      'held by another',
    )
    await first?.release()
    expect(await second?.renew()).toBe(true)
  })

  it.runIf(isConcurrent)('let many wait for their turn, never two at once', async () => {
    const { sql } = await open()
    const leases = createLeases(sql, systemClock)
    let [inside, most, done] = [0, 0, 0]
    await Promise.all(
      Array.from({ length: 6 }, () =>
        leases.hold('turn', { ttlMs: 5000, waitMs: 10_000 }, async () => {
          most = Math.max(most, (inside += 1))
          await new Promise((next) => setTimeout(next, 10))
          inside -= 1
          done += 1
        }),
      ),
    )
    expect([most, done]).toEqual([1, 6])
  })

  it('are renewed while the work lasts, and given back when it throws', async () => {
    const { sql, db } = await open()
    const clock = movableClock('2026-11-22T00:00:00Z')
    const leases = createLeases(sql, clock)
    const failing = leases.hold('long', { ttlMs: 300, waitMs: 1000 }, async (lease, signal) => {
      for (let turn = 0; turn < 2; turn += 1) {
        clock.advance(250)
        const renewedUntil = new Date(clock.nowMs() + 300)
        while ((await db.lease.count({ where: { name: 'long', expiresAt: renewedUntil } })) < 1)
          await new Promise((next) => setTimeout(next, 10))
      }
      expect(await leases.acquire('long', 150)).toBeNull()
      expect([signal.aborted, lease.fence]).toEqual([false, 1])
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await leases.acquire('long', 150)).not.toBeNull()
  })

  it('tell the holder when they are lost all the same', async () => {
    const { sql, db } = await open()
    const leases = createLeases(sql, systemClock)
    const reason = await leases.hold('lost', { ttlMs: 60, waitMs: 1000 }, async (_, signal) => {
      await db.lease.updateMany({ data: { fence: 99 } })
      return await new Promise((done) => signal.addEventListener('abort', () => done(signal.reason)))
    })
    expect(String(reason)).toContain('was lost')
  })
})
