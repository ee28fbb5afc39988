import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenLive } from '../../../sidebar/api/live.ts'

/** Stands for the browser's EventSource, which happy-dom lacks. */
class Line extends EventTarget {
  static readonly CLOSED = 2
  static all: Line[] = []
  readyState = 0
  constructor(readonly url: string) {
    super()
    Line.all.push(this)
  }
  open(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }
  break(readyState: 0 | 2): void {
    this.readyState = readyState
    this.dispatchEvent(new Event('error'))
  }
  close(): void {
    this.readyState = Line.CLOSED
  }
}

const seen = { hints: 0, missed: 0 }
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Line)
  Line.all = []
  Object.assign(seen, { hints: 0, missed: 0 })
  stop = listenLive('wm1', {
    hear: () => (seen.hints += 1),
    missed: () => (seen.missed += 1),
  })
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function line(): Line {
  const last = Line.all.at(-1)
  if (!last) throw new Error('no line was opened')
  return last
}

function turn(visibility: 'hidden' | 'visible'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibility)
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('the line of a chat page', () => {
  it('names the chat and passes hints on; opening beside the first read is no gap', () => {
    expect(line().url).toContain('watch=wm1')
    line().open()
    line().dispatchEvent(new MessageEvent('message', { data: '{"topic":"contact","id":"wm1"}' }))
    expect(seen).toEqual({ hints: 1, missed: 0 })
  })

  it('says that something may be missing when it took long to open', async () => {
    await vi.advanceTimersByTimeAsync(1_500)
    line().open()
    expect(seen.missed).toBe(1)
  })

  it('says so when it broke and is back, mended by the browser or by us', async () => {
    line().open()
    line().break(0)
    line().open()
    expect(seen.missed).toBe(1)
    line().break(2)
    await vi.advanceTimersByTimeAsync(5_100)
    expect(Line.all).toHaveLength(2)
    line().open()
    expect(seen.missed).toBe(2)
  })

  it('is opened anew when the page comes back after a long sleep, not after a glance elsewhere', async () => {
    line().open()
    turn('hidden')
    await vi.advanceTimersByTimeAsync(5_000)
    turn('visible')
    expect(Line.all).toHaveLength(1)
    turn('hidden')
    await vi.advanceTimersByTimeAsync(61_000)
    turn('visible')
    expect(Line.all).toHaveLength(2)
    expect(Line.all[0]?.readyState).toBe(Line.CLOSED)
    line().open()
    expect(seen.missed).toBe(1)
  })

  it('is not opened again once the page has gone', async () => {
    line().break(2)
    stop()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(Line.all).toHaveLength(1)
  })
})
