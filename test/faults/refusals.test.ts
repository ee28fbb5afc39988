import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Health } from '../../server/health.ts'
import { corpId, startTestService, type TestService } from '../support/service.ts'

// S7: what only a person can lift is not hammered at. An hour of the clock table's work after each refusal.

const MINUTE_MS = 60_000
const ALLOWED_AN_HOUR = 3

let service: TestService
beforeAll(async () => {
  service = await startTestService({ company: { contacts: 20, staff: 8, groups: 2 } })
})
afterAll(() => service.close())

/** What the clock table adds in these minutes, worked to its end. */
async function work(tasks: readonly string[]): Promise<void> {
  const { database, jobs } = service.deps
  await jobs.addMany(
    database.sql,
    tasks.map((name) => ({
      name,
      corpId,
      payload: { corpId },
      key: String(service.clock.nowMs()),
      lane: 'sync',
    })),
  )
  jobs.nudge()
  await jobs.drain()
}

const readHealth = async () =>
  (await service.browser(null).get('/readyz')).json<Health & Record<string, unknown>>()

const app = () => {
  const found = service.simulator.corp.apps.find((one) => one.kind === 'app')
  if (!found) throw new Error('the simulated corp has no app')
  return found
}
const secret = 'LANYUE-AGENT-SECRET-FAKE'

const faults = [
  {
    name: 'a secret that was reset',
    errcode: 40001,
    set() {
      app().secret = 'RESET'
      service.simulator.tokens.revoke()
    },
    lift: () => void (app().secret = secret),
  },
  {
    name: 'an address that is not trusted',
    errcode: 60020,
    set: () => void (service.simulator.corp.trustedIps = ['203.0.113.9']),
    lift: () => void (service.simulator.corp.trustedIps = 'any'),
  },
  {
    name: 'an app that is not callable',
    errcode: 48002,
    set: () => void (service.simulator.corp.callable = false),
    lift: () => void (service.simulator.corp.callable = true),
  },
]

describe.each(faults)('S7 $name', ({ errcode, set, lift }) => {
  it('stops the work at once, turns health red with the cause, and costs three calls an hour at most', async () => {
    const admin = await service.signIn('hanyue')
    expect((await readHealth()).health).toBe('green')
    set()
    await work(['sync.poll-staff', 'sync.reconcile-active'])
    service.simulator.calls.reset()
    for (let minute = 5; minute <= 60; minute += 5) {
      service.advance(5 * MINUTE_MS)
      await work(minute % 15 === 0 ? ['sync.poll-staff', 'sync.reconcile-active'] : ['sync.poll-staff'])
    }
    const refused = refusedCalls()
    expect(refused, JSON.stringify(service.simulator.calls.counts().byPath)).toBeLessThanOrEqual(
      ALLOWED_AN_HOUR,
    )
    expect(refused).toBeGreaterThan(0)
    const red = await readHealth()
    expect([red.ok, red.health]).toEqual([true, 'red'])
    expect(red.parts.wecom).toEqual([
      { errcode, cause: expect.stringMatching(/secret|address|callable/), since: expect.any(String) },
    ])
    expect(JSON.stringify(red)).not.toMatch(/127\.0\.0\.1|FAKE|RESET/)

    lift()
    // The administrator looks at the set-up page after the change.
    expect((await admin.get('/api/v1/setup')).status).toBe(200)
    await work(['sync.poll-staff', 'sync.reconcile-active'])
    expect((await readHealth()).health).toBe('green')
  })
})

/** Calls WeCom said no to. What the directory's own secret still opens goes on, and is no storm. */
function refusedCalls(): number {
  return Object.values(service.simulator.calls.counts().byPath)
    .flatMap(({ answers }) => Object.entries(answers))
    .reduce((sum, [errcode, count]) => sum + (errcode === '0' ? 0 : count), 0)
}
