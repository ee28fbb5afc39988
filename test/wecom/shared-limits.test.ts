import { afterEach, expect, it } from 'vitest'
import { movableClock, type MovableClock } from '../../server/platform/clock.ts'
import { databaseTokenStore } from '../../server/platform/db/token-store.ts'
import { createLeases } from '../../server/platform/leases.ts'
import { createSealer } from '../../server/platform/seal.ts'
import { eachDialect, type TestDatabase } from '../support/database.ts'
import { connect, ok, startLoopback, withTokens } from './loopback.ts'

const sealer = createSealer({ key: Buffer.alloc(32, 3).toString('base64'), keyId: 'k1' })
const API = 'externalcontact/list'
const MINUTE = 60_000

let server: Awaited<ReturnType<typeof startLoopback>> | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** A process of its own: it shares nothing but the database. */
function processOn({ sql }: TestDatabase, url: string, clock: MovableClock) {
  const leases = createLeases(sql, clock)
  const tokens = databaseTokenStore({ sql, sealer, leases, clock, corpId: 'wwFAKE' })
  const { wecom } = connect(url, { tokens, now: () => clock.nowMs(), sleep: (ms) => clock.sleep(ms) })
  return () => wecom.contacts.list('x', { priority: 'interactive' })
}

eachDialect('Limits that one process met', ({ open }) => {
  it('45009: no other process, and none started later, calls while it lasts', async () => {
    const database = await open()
    const clock = movableClock('2026-11-22T00:00:10Z')
    let refuses = true
    server = await startLoopback(
      withTokens(() =>
        refuses
          ? { errcode: 45009, errmsg: 'reach max api daily quota limit' }
          : { ...ok, external_userid: [] },
      ),
    )
    const { url } = server
    const calls = () => server?.count(API)
    const [first, second] = [processOn(database, url, clock), processOn(database, url, clock)]
    await expect(first()).rejects.toMatchObject({ kind: 'limited', retryAfterMs: MINUTE })
    await expect(second()).rejects.toMatchObject({ kind: 'limited', retryAfterMs: MINUTE })
    clock.advance(MINUTE - 10_000)
    await expect(processOn(database, url, clock)()).rejects.toMatchObject({
      kind: 'limited',
      retryAfterMs: 10_000,
    })
    expect(calls()).toBe(1)
    clock.advance(10_000)
    await expect(processOn(database, url, clock)()).rejects.toMatchObject({ retryAfterMs: 60 * MINUTE })
    await expect(first()).rejects.toMatchObject({ retryAfterMs: 60 * MINUTE })
    expect(calls()).toBe(2)
    refuses = false
    clock.advance(60 * MINUTE)
    expect(await second()).toEqual([])
    expect(calls()).toBe(3)
  })
})
