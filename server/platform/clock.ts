// The only place that reads the machine's clock.

export interface Clock {
  now(): Date
  nowMs(): number
  /** Rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = offsetClock()

export interface OffsetClock extends Clock {
  setOffset(ms: number): void
  readonly offsetMs: number
}

/** Runs at the speed of the machine, shifted: the demo moves it with the simulator's. */
export function offsetClock(startOffsetMs = 0): OffsetClock {
  let offsetMs = startOffsetMs
  const nowMs = (): number => Date.now() + offsetMs
  return {
    nowMs,
    now: () => new Date(nowMs()),
    sleep: realSleep,
    setOffset: (ms) => void (offsetMs = ms),
    get offsetMs() {
      return offsetMs
    },
  }
}

export interface MovableClock extends Clock {
  set(time: Date | string): void
  advance(ms: number): void
}

/** Stands still until a test moves it; sleepers wake when their time is reached. */
export function movableClock(start: Date | string): MovableClock {
  let current = new Date(start).getTime()
  let sleepers: { wakeAt: number; wake: () => void }[] = []

  function moveTo(ms: number): void {
    current = ms
    const due = sleepers.filter((sleeper) => sleeper.wakeAt <= current)
    sleepers = sleepers.filter((sleeper) => sleeper.wakeAt > current)
    for (const sleeper of due.sort((a, b) => a.wakeAt - b.wakeAt)) sleeper.wake()
  }

  return {
    nowMs: () => current,
    now: () => new Date(current),
    set: (time) => moveTo(new Date(time).getTime()),
    advance: (ms) => moveTo(current + ms),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(reasonOf(signal))
        const sleeper = { wakeAt: current + ms, wake: resolve }
        if (ms <= 0) return resolve()
        sleepers.push(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          reject(reasonOf(signal))
        })
      }),
  }
}

function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(reasonOf(signal))
    const stop = (): void => {
      clearTimeout(timer)
      if (signal) reject(reasonOf(signal))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('stopped')
}
