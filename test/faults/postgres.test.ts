import { describe, expect, it } from 'vitest'
import type { Me } from '../../server/features/session/contract.ts'
import type { SyncRunView } from '../../server/features/sync/contract.ts'
import { corpId } from '../support/service.ts'
import { findServer, onServer } from '../support/postgres-server.ts'
import { read, seenAfter, send } from '../stories/ask.ts'
import { readNumbers } from './numbers.ts'
import { openFleet } from './processes.ts'

const server = await findServer()
/** The full number is 20. */
const CUTS = readNumbers(process.env).cuts

describe.runIf(server)('services on one PostgreSQL', () => {
  it('share login, sessions, tokens, work and hints', async () => {
    const fleet = await openFleet(server ?? '')
    const [one, two, worker] = await Promise.all([
      fleet.start('web'),
      fleet.start('web'),
      fleet.start('worker'),
    ])
    // Each step of the login, and each request after it, comes to another process.
    const admin = await fleet.signIn([one, two], 'hanyue')
    for (let n = 0; n < 4; n += 1) expect((await read<Me>(admin, '/me')).userid).toBe('hanyue')
    const page = await admin.listen('/api/v1/live?app=console')
    const { id } = await send<{ id: string }>(admin, 'POST', '/sync/runs', { kind: 'full' })
    const state = async () => (await read<SyncRunView>(admin, `/sync/runs/${id}`)).state
    // the machine may be busy; that it ends is what counts
    await seenAfter(async () => !['queued', 'running'].includes(await state()), 110_000)
    expect(await state()).toBe('done')
    await seenAfter(async () => page.events.some((event) => event['topic'] === 'sync'))
    page.close()

    const stored = await fleet.database.db.wecomToken.count()
    expect(stored).toBeGreaterThan(0)
    const clients = [one, two, worker].map(({ deps }) => deps.wecomOf(corpId))
    for (let revocation = 1; revocation <= 2; revocation += 1) {
      await fetch(`${fleet.simulator.origin}/sim/tokens/revoke`, { method: 'POST' })
      fleet.simulator.calls.reset()
      await Promise.all(clients.flatMap((client) => [1, 2, 3].map(() => client.contacts.listFollowUsers())))
      expect(fleet.simulator.calls.of('gettoken')).toBe(1)
    }
  })

  it(`P11 loses nothing when PostgreSQL cuts every connection ${CUTS} times under load`, async () => {
    const fleet = await openFleet(server ?? '')
    const [web, worker] = [await fleet.start('web'), await fleet.start('worker')]
    const name = new URL(fleet.database.url).pathname.slice(1)
    const admin = await fleet.signIn([web], 'hanyue')
    const page = await admin.listen('/api/v1/live?app=console')
    let isOver = false
    const kept: string[] = []
    const load = (async () => {
      for (let n = 0; !isOver; n += 1) {
        const key = `job ${n}`
        const job = { name: 'sync.object', corpId, payload: 'not an object', key }
        // like a callback: acknowledged when it is stored, and only then
        await web.deps.database.db
          .$transaction(async (tx) => void (await web.deps.jobs.add(tx, job)))
          .then(
            () => kept.push(key),
            () => undefined,
          )
      }
    })()
    const ready = async () => (await fetch(`${web.origin}/readyz`)).status === 200
    for (let cut = 0; cut < CUTS; cut += 1) {
      await onServer(
        server ?? '',
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND application_name LIKE 'liuke %'`,
      )
      expect(await seenAfter(ready, 5_000)).toBeLessThan(5_000)
      const before = kept.length
      await seenAfter(async () => kept.length > before, 5_000)
    }
    isOver = true
    await load
    // Every job that was acknowledged ends; this payload ends it as failed, which no other way leads to.
    const open = { where: { name: 'sync.object', state: { in: ['ready', 'running'] } } }
    await seenAfter(async () => (await fleet.database.db.job.count(open)) === 0, 60_000)
    const ended = await fleet.database.db.job.findMany({ where: { name: 'sync.object' } })
    const missing = new Set(kept)
    for (const { key, state } of ended) if (state === 'failed') missing.delete(key)
    expect([...missing]).toEqual([])
    expect(kept.length).toBeGreaterThan(CUTS)

    // Hints of the other process may be lost while the line between them is cut: open pages begin anew.
    await page.ended
    const heard: string[] = []
    web.deps.live.listen(corpId, (hint) => heard.push(hint.id))
    await seenAfter(async () => {
      worker.deps.live.tell({ corpId, topic: 'sync', id: 'after' })
      return heard.length > 0
    })
  })
})

it.skipIf(server)(
  'P11 and the shared state (2 cases) need a PostgreSQL server: set TEST_DATABASE_URL',
  () => undefined,
)
