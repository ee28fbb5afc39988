import { describe, expect, it } from 'vitest'
import type { SyncRunView } from '../../server/features/sync/contract.ts'
import type { Health } from '../../server/health.ts'
import type { Browser } from '../support/http-client.ts'
import { read, runSync, seenAfter, send } from '../stories/ask.ts'
import { openProcessFleet, type Member, type ProcessFleet } from './fleet.ts'
import { measureLateness } from './lateness.ts'
import { readNumbers } from './numbers.ts'
import { findPrograms, openPrivatePostgres, type PrivatePostgres } from './private-postgres.ts'
import { changeSilently } from './silent-changes.ts'
import { ackedButMissing, inboxTexts, storm, watchDeliveries } from './storm.ts'
import { pause } from './until.ts'

const BATCH = 'externalcontact/batch/get_by_user'
const RECONNECT_MS = 5_000
const AWAY_MS = 3_000
/** WeCom waits no longer for an answer; here it waits for each, so that what is late is told from what never comes. */
const ANSWER_MS = 5_000
const NEVER_MS = 120_000
const STORM = { count: 90, perSecond: 45, entities: 40 }
const programs = findPrograms()
/** The full number is 20. */
const RESTARTS = readNumbers(process.env).restarts

/** In turn: an orderly restart, one after a crash, and one that takes its time. */
const OUTAGES = [
  { how: 'fast', awayMs: 0 },
  { how: 'immediate', awayMs: 0 },
  { how: 'fast', awayMs: AWAY_MS },
] as const

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status
const isReady = async ({ origin }: Member): Promise<boolean> => (await statusOf(`${origin}/readyz`)) === 200

/** While it is away: the processes live, say that they are not ready and why, and refuse what they are told. */
async function expectAway({ webs }: ProcessFleet, awayMs: number): Promise<void> {
  const until = performance.now() + awayMs
  for (const { origin } of webs) {
    const answer = await fetch(`${origin}/readyz`)
    expect(answer.status).toBe(503)
    expect((await answer.json()) as Health).toMatchObject({ ok: false, parts: { database: false } })
    expect(await statusOf(`${origin}/healthz`)).toBe(200)
  }
  await pause(Math.max(0, until - performance.now()))
}

async function startSync(admin: Browser): Promise<string> {
  return (await send<{ id: string }>(admin, 'POST', '/sync/runs', { kind: 'full' })).id
}

interface Outage {
  postgres: PrivatePostgres
  admin: Browser
  deliveries: ReturnType<typeof watchDeliveries>
  n: number
}

/** A storm and a sync, and PostgreSQL goes in the midst of both; what is left of the sync ends after it is back. */
async function outage(fleet: ProcessFleet, { postgres, admin, deliveries, n }: Outage): Promise<void> {
  const { lab, webs } = fleet
  const { how, awayMs } = OUTAGES[n % OUTAGES.length] ?? OUTAGES[0]
  changeSilently(lab, { remark: `第 ${n} 次` })
  const before = lab.simulator.calls.of(BATCH)
  const id = await startSync(admin)
  await seenAfter(async () => lab.simulator.calls.of(BATCH) > before)
  const from = lab.simulator.clock.now()
  const lateAnswers = measureLateness()
  const raging = storm(lab, { ...STORM, seed: n + 1 })
  await postgres.stop(how)
  if (awayMs > 0) await expectAway(fleet, awayMs)
  await postgres.start()
  const lateness = measureLateness()
  const took = await seenAfter(async () => (await Promise.all(webs.map(isReady))).every(Boolean))
  expect(took).toBeLessThan(RECONNECT_MS + lateness.total())
  await raging
  let run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
  await seenAfter(async () => {
    run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
    return run.state !== 'queued' && run.state !== 'running'
  })
  expect(run).toMatchObject({ state: 'done', failureCount: 0 })
  await lab.simulator.callbacks.settled()
  const waits = deliveries.attempts().flatMap(({ atMs, tookMs }) => (atMs >= from ? tookMs : []))
  expect(Math.max(...waits)).toBeLessThan(ANSWER_MS + lateAnswers.total())
}

describe.runIf(programs)('PostgreSQL under web and worker processes', () => {
  it(`P11 is restarted ${RESTARTS} times during syncs and storms: nothing acknowledged is lost, nothing doubled`, async () => {
    const postgres = await openPrivatePostgres(programs ?? '')
    const company = { contacts: 240, groups: 4, callbackRetryGapMs: 1_000, callbackCutMs: NEVER_MS }
    const fleet = await openProcessFleet({ newDatabase: postgres.newDatabase, company })
    const { lab } = fleet
    const worker = await fleet.start('worker')
    const admin = await fleet.signIn('hanyue')
    expect((await runSync(admin)).state).toBe('done')
    await lab.connect()
    const deliveries = watchDeliveries(lab)
    lab.simulator.faults.set({ rules: [{ path: BATCH, latencyMs: 100 }] })

    for (let n = 0; n < RESTARTS; n += 1) await outage(fleet, { postgres, admin, deliveries, n })

    await lab.quiet()
    const statuses = new Set(deliveries.attempts().map((attempt) => attempt.status))
    expect([...statuses].sort()).toEqual([200, 503])
    expect(await ackedButMissing(lab, deliveries.all)).toEqual([])
    expect([...(await inboxTexts(lab)).values()].filter((times) => times > 1)).toEqual([])
    // What WeCom gave up telling is found by comparing.
    expect((await runSync(admin, 'reconcile')).state).toBe('done')
    expect(await lab.equality()).toMatchObject({ isMet: true })
    for (const { process: child } of [...fleet.webs, worker])
      expect([child.exitCode, child.signalCode]).toEqual([null, null])
  })
})

it.skipIf(programs)(
  'P11 restarts (1 case) needs initdb and pg_ctl: install the server package of PostgreSQL',
  () => undefined,
)
