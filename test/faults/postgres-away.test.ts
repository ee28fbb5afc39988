import pg from 'pg'
import { describe, expect, it } from 'vitest'
import type { Me } from '../../server/features/session/contract.ts'
import type { SyncRunView } from '../../server/features/sync/contract.ts'
import type { Health } from '../../server/health.ts'
import { findServer, onServer } from '../support/postgres-server.ts'
import type { Reply } from '../support/http-client.ts'
import { read, runSync, seenAfter, send } from '../stories/ask.ts'
import { openFrozenWay } from './frozen-way.ts'
import { openFleet, type Fleet } from './processes.ts'

const server = (await findServer()) ?? ''
const ours = ({ database }: Fleet) =>
  `datname = '${new URL(database.url).pathname.slice(1)}' AND application_name LIKE 'liuke %'`

const cut = (which: string) =>
  onServer(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${which}`)

/** Nobody new gets in, and whoever is in is put out; as during a restart, but for this database alone. */
async function close(fleet: Fleet): Promise<void> {
  await allow(fleet, false)
  await cut(ours(fleet))
}

function allow({ database }: Fleet, isAllowed: boolean): Promise<unknown> {
  const name = new URL(database.url).pathname.slice(1)
  return onServer(server, `ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${isAllowed}`)
}

/** Makes a statement of the service wait for this table, cuts its connection meanwhile, and lets the table go. */
async function cutAt<T>(fleet: Fleet, table: string, act: () => Promise<T>): Promise<T> {
  const holder = new pg.Client({ connectionString: fleet.database.url, application_name: 'holder' })
  await holder.connect()
  try {
    await holder.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`)
    const acting = act()
    const waits = `${ours(fleet)} AND wait_event_type = 'Lock'`
    await seenAfter(async () => {
      const rows = await onServer(server, `SELECT pid FROM pg_stat_activity WHERE ${waits}`)
      return rows.length > 0
    })
    await cut(waits)
    return await acting
  } finally {
    await holder.end()
  }
}

function expectAdvice(reply: Reply): void {
  expect(reply.status, reply.text).toBe(503)
  expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
  expect(reply.json()).toMatchObject({ kind: 'database-away' })
  expect(reply.text).not.toContain('terminat')
}

describe.runIf(server)('a service whose PostgreSQL goes away', () => {
  it('says so, advises to come again, and goes on by itself when it is back', async () => {
    const fleet = await openFleet(server)
    const service = await fleet.start('all')
    const admin = await fleet.signIn([service], 'hanyue')
    const ready = () => fetch(`${service.origin}/readyz`)
    await seenAfter(async () => (await ready()).status === 200)

    await close(fleet)
    const away = await ready()
    expect(away.status).toBe(503)
    const health = (await away.json()) as Health
    expect(health).toMatchObject({ ok: false, health: 'red', parts: { database: false } })
    expect((await fetch(`${service.origin}/healthz`)).status).toBe(200)
    expectAdvice(await admin.get('/api/v1/me'))
    expectAdvice(await admin.send('POST', '/api/v1/sync/runs', { kind: 'full' }))

    await allow(fleet, true)
    await seenAfter(async () => (await ready()).status === 200)
    expect((await read<Me>(admin, '/me')).userid).toBe('hanyue')
    expect(await runSync(admin)).toMatchObject({ state: 'done', failureCount: 0 })
  })

  it('is not ready while nothing comes back from PostgreSQL', async () => {
    const fleet = await openFleet(server)
    const way = await openFrozenWay(fleet.database.url)
    const { origin } = await fleet.start('web', way.url)
    const ready = async () => (await fetch(`${origin}/readyz`)).status
    expect(await ready()).toBe(200)
    way.freeze()
    expect(await ready()).toBe(503)
    way.thaw()
    await seenAfter(async () => (await ready()) === 200)
  })

  it('answers 503 when a connection is cut in the middle of a request', async () => {
    const fleet = await openFleet(server)
    const service = await fleet.start('web')
    const admin = await fleet.signIn([service], 'hanyue')
    for (const [table, path] of [
      ['Follow', '/api/v1/customers'],
      ['SyncRun', '/api/v1/sync/runs'],
      ['ImportRun', '/api/v1/imports'],
    ] as const) {
      expectAdvice(await cutAt(fleet, table, () => admin.get(path)))
      expect((await admin.get(path)).status, path).toBe(200)
    }
    const run = () => admin.send('POST', '/api/v1/sync/runs', { kind: 'full' })
    expectAdvice(await cutAt(fleet, 'SyncRun', run))
    expect((await run()).status).toBeLessThan(300)
  })

  it('ends a sync done whose connection was cut in the midst of the contacts', async () => {
    const fleet = await openFleet(server)
    const service = await fleet.start('all')
    const admin = await fleet.signIn([service], 'hanyue')
    const { id } = await cutAt(fleet, 'Contact', () =>
      send<{ id: string }>(admin, 'POST', '/sync/runs', { kind: 'full' }),
    )
    let run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
    await seenAfter(async () => {
      run = await read<SyncRunView>(admin, `/sync/runs/${id}`)
      return run.state !== 'queued' && run.state !== 'running'
    })
    expect(run).toMatchObject({ state: 'done', failureCount: 0 })
    expect(run.steps.map((step) => step.state)).toEqual(run.steps.map(() => 'done'))
  })
})

it.skipIf(server)(
  'PostgreSQL away (4 cases) needs a PostgreSQL server: set TEST_DATABASE_URL',
  () => undefined,
)
