import { describe, expect, it } from 'vitest'
import { movableClock, offsetClock, systemClock } from '../../server/platform/clock.ts'

describe('Clocks', () => {
  it('shift the machine’s time by an offset that can change', () => {
    const clock = offsetClock(60_000)
    expect(clock.nowMs() - systemClock.nowMs()).toBeGreaterThan(59_000)
    clock.setOffset(-86_400_000)
    expect(clock.now().getTime()).toBeLessThan(systemClock.nowMs() - 86_000_000)
    expect(clock.offsetMs).toBe(-86_400_000)
  })

  it('stand still in tests, and wake sleepers when their time is reached', async () => {
    const clock = movableClock('2026-11-22T00:00:00Z')
    const woken: string[] = []
    const late = clock.sleep(2000).then(() => woken.push('late'))
    const early = clock.sleep(1000).then(() => woken.push('early'))
    clock.advance(999)
    await Promise.resolve()
    expect(woken).toEqual([])
    clock.advance(5000)
    await Promise.all([late, early])
    expect(woken).toEqual(['early', 'late'])
    expect(clock.now().toISOString()).toBe('2026-11-22T00:00:05.999Z')
    clock.set('2027-01-01T00:00:00Z')
    expect(clock.nowMs()).toBe(Date.UTC(2027, 0, 1))
  })

  it('end a sleep with the reason of the signal', async () => {
    for (const clock of [systemClock, movableClock('2026-11-22T00:00:00Z')]) {
      const stop = new AbortController()
      const sleeping = clock.sleep(60_000, stop.signal)
      stop.abort(new Error('closing'))
      await expect(sleeping).rejects.toThrow('closing')
      await expect(clock.sleep(60_000, stop.signal)).rejects.toThrow('closing')
    }
  })
})
