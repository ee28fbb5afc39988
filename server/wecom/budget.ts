import { createConcurrency } from './concurrency.ts'
import type { Concurrency } from './concurrency.ts'
import { WecomError } from './error.ts'
import { createRateWindow } from './rate-window.ts'
import type { RateWindow } from './rate-window.ts'
import type { Budget, LeaseSlices, Priority } from './types.ts'

export type BudgetOptions = {
  /** Published for one corp and one endpoint: 10 000 a minute, 150 000 an hour. */
  perMinute: number
  perHour: number
  /** Part of both that only interactive calls may use. */
  interactiveShare: number
  maxConcurrency: number
  now: () => number
  sleep: (ms: number) => Promise<void>
  /** Without it this process has the whole budget for itself. */
  lease?: LeaseSlices
}

type Waiter = {
  priority: Priority
  since: number
  go: (release: () => void) => void
  fail: (error: unknown) => void
}

type Lane = {
  api: string
  minute: RateWindow
  hour: RateWindow
  concurrency: Concurrency
  waiters: Waiter[]
  blockedUntil: number
  slice: { left: number; until: number; leasing: boolean; retryAt: number }
  wakeAt: number
}

const MINUTE_MS = 60_000
/** A slice is this part of the minute's budget: small enough to leave some for others, big enough to ask rarely. */
const SLICE_PARTS = 20
const rank: Record<Priority, number> = { interactive: 0, normal: 1, background: 2 }
/** Longest wait for a rate window. A person gets an answer instead; a job waits for the minute, not for the hour. */
const longestWaitMs: Record<Priority, number> = { interactive: 3_000, normal: 70_000, background: 70_000 }

/** Keeps the calls of each endpoint under its rates and its parallel limit; interactive calls go first. */
export function createBudget(options: BudgetOptions): Budget & {
  concurrencyLimit(api: string): number
  /** Calls of this process in the current windows. */
  used(): { api: string; minute: number; hour: number }[]
} {
  const lanes = new Map<string, Lane>()

  function laneOf(api: string): Lane {
    const found = lanes.get(api)
    if (found) return found
    const lane: Lane = {
      api,
      minute: createRateWindow(MINUTE_MS),
      hour: createRateWindow(60 * MINUTE_MS),
      concurrency: createConcurrency(options.maxConcurrency),
      waiters: [],
      blockedUntil: 0,
      slice: { left: 0, until: 0, leasing: false, retryAt: 0 },
      wakeAt: Infinity,
    }
    lanes.set(api, lane)
    return lane
  }

  const share = (limit: number, priority: Priority) =>
    priority === 'interactive' ? limit : Math.max(1, Math.floor(limit * (1 - options.interactiveShare)))

  /** When the rates allow the next call of this priority; now or earlier means at once. */
  function allowedAt(lane: Lane, priority: Priority, now: number): number {
    let at = lane.blockedUntil
    if (lane.minute.used(now) >= share(options.perMinute, priority))
      at = Math.max(at, lane.minute.freeAt(now))
    if (lane.hour.used(now) >= share(options.perHour, priority)) at = Math.max(at, lane.hour.freeAt(now))
    return at
  }

  const sliceSize = Math.max(1, Math.ceil(options.perMinute / SLICE_PARTS))
  const sliceReserve = Math.floor(sliceSize * options.interactiveShare)

  function hasSlice(lane: Lane, priority: Priority, now: number): boolean {
    if (!options.lease) return true
    if (lane.slice.until <= now) lane.slice.left = 0
    return lane.slice.left > (priority === 'interactive' ? 0 : sliceReserve)
  }

  async function askForSlice(lane: Lane, lease: LeaseSlices) {
    lane.slice.leasing = true
    try {
      const granted = await lease(lane.api, sliceSize)
      const minuteEnd = (Math.floor(options.now() / MINUTE_MS) + 1) * MINUTE_MS
      lane.slice.left += granted
      lane.slice.until = minuteEnd
      if (granted === 0) lane.slice.retryAt = minuteEnd
    } catch (error) {
      lane.waiters.shift()?.fail(error)
    } finally {
      lane.slice.leasing = false
      pump(lane)
    }
  }

  function pump(lane: Lane) {
    for (;;) {
      const head = lane.waiters[0]
      if (!head || !lane.concurrency.hasRoom(head.priority)) return
      const now = options.now()
      const at = allowedAt(lane, head.priority, now)
      if (at > now) {
        if (waitOrFail(lane, head, at, now)) return
        continue
      }
      if (!hasSlice(lane, head.priority, now)) {
        if (lane.slice.leasing || !options.lease) return
        if (lane.slice.retryAt <= now) return void askForSlice(lane, options.lease)
        if (waitOrFail(lane, head, lane.slice.retryAt, now)) return
        continue
      }
      lane.waiters.shift()
      start(lane, head, now)
    }
  }

  /** True when it will be woken, false when the wait is too long and the waiter was sent away. */
  function waitOrFail(lane: Lane, waiter: Waiter, at: number, now: number): boolean {
    if (at - waiter.since > longestWaitMs[waiter.priority]) {
      lane.waiters.shift()
      waiter.fail(tooLong(lane.api, at - now))
      return false
    }
    if (at < lane.wakeAt) {
      lane.wakeAt = at
      void options.sleep(at - now).then(() => {
        lane.wakeAt = Infinity
        pump(lane)
      })
    }
    return true
  }

  function start(lane: Lane, waiter: Waiter, now: number) {
    lane.minute.add(now)
    lane.hour.add(now)
    if (options.lease) lane.slice.left -= 1
    lane.concurrency.enter()
    let released = false
    waiter.go(() => {
      if (released) return
      released = true
      lane.concurrency.leave()
      pump(lane)
    })
  }

  return {
    take(api, priority) {
      const lane = laneOf(api)
      return new Promise((go, fail) => {
        const waiter = { priority, since: options.now(), go, fail }
        const after = lane.waiters.findIndex((other) => rank[other.priority] > rank[priority])
        lane.waiters.splice(after < 0 ? lane.waiters.length : after, 0, waiter)
        pump(lane)
      })
    },
    blocked(api, untilMs) {
      const lane = laneOf(api)
      lane.blockedUntil = Math.max(lane.blockedUntil, untilMs)
    },
    concurrency: (api, refused) => laneOf(api).concurrency.report(refused),
    startParallel(api, level) {
      laneOf(api).concurrency.startAt(level)
    },
    used: () =>
      [...lanes.values()].map(({ api, minute, hour }) => ({
        api,
        minute: minute.used(options.now()),
        hour: hour.used(options.now()),
      })),
    /** What the endpoint was found to bear; for health pages and tests. */
    concurrencyLimit: (api) => laneOf(api).concurrency.limit(),
  }
}

function tooLong(api: string, waitMs: number): WecomError {
  return new WecomError({
    kind: 'limited',
    api,
    errcode: 45009,
    errmsg: `the call limit of this endpoint is used up; free again in ${Math.ceil(waitMs / 1000)} s`,
    retryAfterMs: waitMs,
  })
}
