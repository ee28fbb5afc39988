import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useLive } from '../../../sidebar/console/live.ts'

/** Stands for the browser's EventSource, which happy-dom lacks. */
class Line {
  static readonly CLOSED = 2
  static all: Line[] = []
  readyState = 1
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  onmessage: ((message: { data: string }) => void) | null = null
  constructor(readonly url: string) {
    Line.all.push(this)
  }
  close(): void {
    this.readyState = Line.CLOSED
  }
  say(topic: string): void {
    this.onmessage?.({ data: JSON.stringify({ topic, id: 'x', detail: {} }) })
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Line)
  Line.all = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function listen(
  topics: ('sync' | 'import')[],
  isBusy = false,
): { count: () => number; stop: () => void; line: Line } {
  let calls = 0
  const scope = effectScope()
  scope.run(() => useLive(topics, () => (calls += 1), { isBusy: () => isBusy }))
  const line = Line.all[0]
  if (!line) throw new Error('no line was opened')
  line.onopen?.()
  return { count: () => calls, stop: () => scope.stop(), line }
}

describe('what happens when the server hints at a change', () => {
  it('reads again once for several hints of a moment, and not for other topics', async () => {
    const { count, stop, line } = listen(['sync'])
    await vi.advanceTimersByTimeAsync(0)
    const before = count()
    line.say('import')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(count()).toBe(before)
    line.say('sync')
    line.say('sync')
    line.say('sync')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(count()).toBe(before + 1)
    stop()
  })

  it('asks by itself while the line is down and something moves, and opens a refused line again', async () => {
    const { count, stop, line } = listen(['sync'], true)
    await vi.advanceTimersByTimeAsync(0)
    line.readyState = Line.CLOSED
    line.onerror?.()
    const before = count()
    await vi.advanceTimersByTimeAsync(8_100)
    expect(count()).toBeGreaterThan(before)
    expect(Line.all).toHaveLength(2)
    stop()
  })

  it('catches up when the line is back, and closes it when nobody listens', async () => {
    const { count, stop, line } = listen(['sync'])
    line.onerror?.()
    await vi.advanceTimersByTimeAsync(0)
    const before = count()
    line.onopen?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(count()).toBe(before + 1)
    stop()
    expect(line.readyState).toBe(Line.CLOSED)
  })
})
