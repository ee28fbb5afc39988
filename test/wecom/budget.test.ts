import { afterEach, describe, expect, test } from 'vitest'
import { createConcurrency } from '../../server/wecom/concurrency.ts'
import { createBudget, memoryTokenStore } from '../../server/wecom/index.ts'
import { createLimitWindows } from '../../server/wecom/limit-windows.ts'
import { connect, createTestClock, ok, startLoopback, withTokens } from './loopback.ts'

let server: Awaited<ReturnType<typeof startLoopback>> | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const limited = { errcode: 45009, errmsg: 'reach max api daily quota limit' }
const MINUTE = 60_000

function budgetOf(overrides: Partial<Parameters<typeof createBudget>[0]> = {}) {
  const clock = createTestClock(0)
  const { now, sleep } = clock
  const budget = createBudget({
    perMinute: 100,
    perHour: 1000,
    interactiveShare: 0.2,
    maxConcurrency: 50,
    now,
    sleep,
    ...overrides,
  })
  return { budget, clock }
}

describe('rates', () => {
  test('no sliding minute ever holds more than the limit, whatever the pressure', async () => {
    const { budget, clock } = budgetOf({ perHour: 100_000 })
    const times: number[] = []
    for (let call = 0; call < 500; call += 1) {
      const release = await budget.take('a', 'background')
      times.push(clock.now())
      clock.advance(call % 7)
      release()
    }
    for (const [index, at] of times.entries()) {
      expect(times[index + 80] ?? Infinity).toBeGreaterThanOrEqual(at + MINUTE)
    }
    // Not slower than the rate asks for, give or take a slot a minute.
    expect(clock.now()).toBeLessThan((500 / 80) * MINUTE * 1.15)
  })

  test('a fifth is kept for interactive calls', async () => {
    const { budget, clock } = budgetOf()
    for (let call = 0; call < 80; call += 1) (await budget.take('a', 'background'))()
    for (let call = 0; call < 20; call += 1) (await budget.take('a', 'interactive'))()
    expect(clock.now()).toBe(0)
    await expect(budget.take('a', 'interactive')).rejects.toMatchObject({ kind: 'limited' })
  })

  test('endpoints do not share a limit', async () => {
    const { budget, clock } = budgetOf()
    for (let call = 0; call < 80; call += 1) (await budget.take('a', 'background'))()
    ;(await budget.take('b', 'background'))()
    expect(clock.now()).toBe(0)
  })

  test('a full hour is reported with its length instead of waited for', async () => {
    const { budget } = budgetOf({ perMinute: 1000, perHour: 100 })
    for (let call = 0; call < 80; call += 1) (await budget.take('a', 'normal'))()
    const error: unknown = await budget.take('a', 'normal').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ kind: 'limited' })
    expect(error).toHaveProperty('retryAfterMs', expect.closeTo(61 * MINUTE, -4))
  })

  test('interactive calls overtake waiting background calls', async () => {
    const { budget } = budgetOf({ maxConcurrency: 1 })
    const order: string[] = []
    const release = await budget.take('a', 'background')
    const waiting = (['background', 'normal', 'interactive'] as const).map(async (priority) => {
      const done = await budget.take('a', priority)
      order.push(priority)
      done()
    })
    release()
    await Promise.all(waiting)
    expect(order).toEqual(['interactive', 'normal', 'background'])
  })

  test('processes that lease slices never exceed the sum of what was granted', async () => {
    let granted = 0
    const lease = async (_api: string, wanted: number) => {
      await Promise.resolve()
      const grant = Math.min(wanted, 60 - granted)
      granted += grant
      return grant
    }
    let started = 0
    const processes = [1, 2, 3].map(() => budgetOf({ lease }).budget)
    const attempts = processes.flatMap((budget) =>
      Array.from({ length: 40 }, async () => {
        const release = await budget.take('a', 'interactive')
        started += 1
        release()
      }),
    )
    const outcomes = await Promise.allSettled(attempts)
    expect(started).toBe(60)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(60)
  })

  test('a lease that fails fails the call instead of hanging it', async () => {
    const { budget } = budgetOf({ lease: () => Promise.reject(new Error('database is away')) })
    await expect(budget.take('a', 'normal')).rejects.toThrow('database is away')
  })
})

describe('45009', () => {
  test('no call is made while the endpoint is blocked, other endpoints go on', async () => {
    let blockedUntil = 0
    let duringBlock = 0
    let first = true
    const clock = createTestClock()
    server = await startLoopback(
      withTokens(({ api }) => {
        if (api === 'externalcontact/list' && clock.now() < blockedUntil) duringBlock += 1
        if (api !== 'externalcontact/list' || !first) return { ...ok, external_userid: [], follow_user: [] }
        first = false
        blockedUntil = clock.now() + MINUTE
        return limited
      }),
    )
    const { wecom } = connect(server.url, { now: clock.now, sleep: clock.sleep })
    await expect(wecom.contacts.list('x', { priority: 'interactive' })).rejects.toMatchObject({
      kind: 'limited',
      retryAfterMs: expect.closeTo(MINUTE, -3),
    })
    expect(await wecom.contacts.listFollowUsers()).toEqual([])
    expect(await wecom.contacts.list('x', { priority: 'background' })).toEqual([])
    expect(clock.now()).toBeGreaterThanOrEqual(blockedUntil)
    expect(duringBlock).toBe(0)
  })

  test('the guess grows from minute to hour to the end of the day in China, and shrinks after a success', () => {
    const windows = createLimitWindows()
    const start = Date.parse('2024-06-02T10:00:00+08:00')
    const first = windows.refused('a', start, start)
    expect(first - start).toBe(MINUTE)
    // Still on its way when the block began: the same refusal.
    expect(windows.refused('a', start - 10, start + 10)).toBe(first)
    const second = windows.refused('a', first, first)
    expect(second - first).toBe(60 * MINUTE)
    expect(windows.refused('a', second, second)).toBe(Date.parse('2024-06-03T00:00:00+08:00'))
    windows.succeeded('a', Date.parse('2024-06-03T00:00:01+08:00'))
    expect(windows.refused('a', start, start)).toBe(start + MINUTE)
  })
})

describe('what one process met', () => {
  test('45009: the others, and the next life of it, make no call meanwhile, and then know how long it was', async () => {
    const clock = createTestClock(Date.parse('2024-06-02T10:00:00+08:00'))
    const { now, sleep } = clock
    const tokens = memoryTokenStore()
    let refuses = true
    server = await startLoopback(
      withTokens(() => (refuses ? limited : { ...ok, external_userid: [], follow_user: [] })),
    )
    const url = server.url
    const open = () => connect(url, { now, sleep, tokens }).wecom.contacts
    const soon = { priority: 'interactive' } as const
    const [one, two] = [open(), open()]
    const calls = () => server?.count('externalcontact/list')
    await expect(one.list('x', soon)).rejects.toMatchObject({ kind: 'limited' })
    await expect(two.list('x', soon)).rejects.toMatchObject({ kind: 'limited' })
    await expect(open().list('x', soon)).rejects.toMatchObject({ kind: 'limited' })
    expect(calls()).toBe(1)
    // The second one to be refused takes the hour after the minute, and the first learns of it although it knew less.
    clock.advance(MINUTE)
    await expect(two.list('x', soon)).rejects.toMatchObject({ retryAfterMs: 60 * MINUTE })
    clock.advance(30 * MINUTE)
    await expect(one.list('x', soon)).rejects.toMatchObject({ retryAfterMs: 30 * MINUTE })
    expect(calls()).toBe(2)
    // A success anywhere ends it everywhere.
    refuses = false
    clock.advance(30 * MINUTE)
    await one.list('x', soon)
    clock.advance(MINUTE)
    refuses = true
    await expect(two.list('x', soon)).rejects.toMatchObject({ retryAfterMs: MINUTE })
  })

  test('45009 while a call of another process waits for its turn: it does not start', async () => {
    const clock = createTestClock()
    const { now, sleep } = clock
    const tokens = memoryTokenStore()
    server = await startLoopback(withTokens(() => limited))
    const budget = budgetOf({ maxConcurrency: 1, now, sleep }).budget
    const api = 'externalcontact/list'
    const first = connect(server.url, { now, sleep, tokens }).wecom.contacts
    const second = connect(server.url, { now, sleep, tokens, budget }).wecom.contacts
    const release = await budget.take(api, 'interactive')
    const waiting = second.list('x', { priority: 'interactive' }).catch((thrown: unknown) => thrown)
    await new Promise((done) => setTimeout(done, 20))
    await expect(first.list('x', { priority: 'interactive' })).rejects.toMatchObject({ kind: 'limited' })
    clock.advance(2_000)
    release()
    expect(await waiting).toMatchObject({ kind: 'limited' })
    expect(server.count(api)).toBe(1)
  })

  test('looking costs one reading a second, not one a call', async () => {
    server = await startLoopback(withTokens(() => ({ ...ok, follow_user: [] })))
    const store = memoryTokenStore()
    let reads = 0
    const read = (key: string) => {
      if (key.endsWith(':limits')) reads += 1
      return store.read(key)
    }
    const { wecom, clock } = connect(server.url, { tokens: { ...store, read } })
    for (let call = 0; call < 40; call += 1) {
      await wecom.contacts.listFollowUsers()
      clock.advance(100)
    }
    expect(reads).toBeLessThanOrEqual(4)
  })

  test('45033: the next life begins at what was found bearable', async () => {
    const tokens = memoryTokenStore()
    let refuses = true
    server = await startLoopback(
      withTokens(() => (refuses ? { errcode: 45033, errmsg: 'concurrent' } : { ...ok, follow_user: [] })),
    )
    const url = server.url
    const open = () => {
      const { budget, clock } = budgetOf({ maxConcurrency: 8 })
      return { budget, wecom: connect(url, { tokens, budget, now: clock.now, sleep: clock.sleep }).wecom }
    }
    const api = 'externalcontact/get_follow_user_list'
    const one = open()
    const held = await Promise.all([1, 2, 3, 4].map(() => one.budget.take(api, 'interactive')))
    const call = one.wecom.contacts.listFollowUsers({ priority: 'interactive' })
    await expect.poll(() => one.budget.concurrencyLimit(api)).toBe(2)
    refuses = false
    for (const release of held) release()
    await call
    const next = open()
    await next.wecom.contacts.listFollowUsers()
    expect(next.budget.concurrencyLimit(api)).toBe(4)
  })
})

describe('45033', () => {
  test('parallel calls settle at what WeCom bears, then almost none is refused', async () => {
    const bearable = 3
    let running = 0
    const outcomes: boolean[] = []
    server = await startLoopback(
      withTokens(async () => {
        const refused = running >= bearable
        running += 1
        await new Promise((done) => setTimeout(done, 1))
        running -= 1
        outcomes.push(refused)
        return refused ? { errcode: 45033, errmsg: 'concurrent' } : { ...ok, follow_user: [] }
      }),
    )
    const { wecom } = connect(server.url)
    const worker = async () => {
      for (let call = 0; call < 100; call += 1)
        await wecom.contacts.listFollowUsers({ priority: 'background' })
    }
    await Promise.all(Array.from({ length: 8 }, worker))
    const later = outcomes.slice(100)
    expect(later.filter(Boolean).length / later.length).toBeLessThan(0.01)
  })

  test('the limit halves, climbs back under the refused level, and tries that level only rarely', () => {
    const lane = createConcurrency(8)
    const enter = (count: number) => Array.from({ length: count }, () => lane.enter())
    const leave = (count: number) => Array.from({ length: count }, () => lane.leave())
    enter(8)
    for (let refusal = 0; refusal < 5; refusal += 1) lane.report(true)
    expect(lane.limit()).toBe(4)
    leave(8)
    enter(4)
    lane.report(true)
    leave(4)
    expect(lane.limit()).toBe(2)
    for (let success = 0; success < 400; success += 1) lane.report(false)
    expect(lane.limit()).toBe(3)
    for (let success = 0; success < 200; success += 1) lane.report(false)
    expect(lane.limit()).toBe(4)
  })

  test('one place stays free for a person while a sync uses the rest', async () => {
    const { budget } = budgetOf({ maxConcurrency: 5 })
    for (let call = 0; call < 4; call += 1) await budget.take('a', 'background')
    let fifth = false
    void budget.take('a', 'background').then(() => {
      fifth = true
    })
    await budget.take('a', 'interactive')
    expect(fifth).toBe(false)
  })
})
