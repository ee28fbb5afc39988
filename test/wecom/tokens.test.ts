import { afterEach, expect, test } from 'vitest'
import { memoryTokenStore } from '../../server/wecom/index.ts'
import { connect, ok, startLoopback, withTokens } from './loopback.ts'

let server: Awaited<ReturnType<typeof startLoopback>>
afterEach(() => server.close())

const followUsers = { ...ok, follow_user: ['liqing'] }
const rejected = { errcode: 40014, errmsg: 'invalid access_token' }

test('many calls at once ask for one token', async () => {
  server = await startLoopback(withTokens(() => followUsers))
  const { wecom } = connect(server.url)
  await Promise.all(Array.from({ length: 20 }, () => wecom.contacts.listFollowUsers()))
  expect(server.count('gettoken')).toBe(1)
})

test('two processes that share a store ask for one token', async () => {
  server = await startLoopback(withTokens(() => followUsers))
  const tokens = memoryTokenStore()
  const clients = [connect(server.url, { tokens }), connect(server.url, { tokens })]
  await Promise.all(clients.flatMap(({ wecom }) => [1, 2, 3].map(() => wecom.contacts.listFollowUsers())))
  expect(server.count('gettoken')).toBe(1)
})

test('eight workers in two processes that meet a revoked token ask for one new token and lose no call', async () => {
  let valid = 'TOKEN-1'
  server = await startLoopback(
    withTokens(({ query }) => (query.get('access_token') === valid ? followUsers : rejected)),
  )
  const tokens = memoryTokenStore()
  const clients = [connect(server.url, { tokens }), connect(server.url, { tokens })]
  for (const { wecom } of clients) await wecom.contacts.listFollowUsers()
  for (let revocation = 2; revocation <= 5; revocation += 1) {
    valid = `TOKEN-${revocation}`
    const answers = clients.flatMap(({ wecom }) => [1, 2, 3, 4].map(() => wecom.contacts.listFollowUsers()))
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => ['liqing']))
    expect(server.count('gettoken')).toBe(revocation)
  }
})

test('a token that is refused twice is reported, not asked for again', async () => {
  server = await startLoopback(withTokens(() => ({ errcode: 42001, errmsg: 'expired' })))
  const { wecom } = connect(server.url)
  await expect(wecom.contacts.listFollowUsers()).rejects.toMatchObject({ kind: 'expired', errcode: 42001 })
  expect(server.count('gettoken')).toBe(2)
  expect(server.count('externalcontact/get_follow_user_list')).toBe(2)
})

test('a token that dies again while its call is repeated costs one more renewal, not the call', async () => {
  const answers = [followUsers, rejected, rejected, followUsers]
  server = await startLoopback(withTokens(() => answers.shift() ?? followUsers))
  const { wecom } = connect(server.url)
  await wecom.contacts.listFollowUsers()
  expect(await wecom.contacts.listFollowUsers()).toEqual(['liqing'])
  expect(server.count('gettoken')).toBe(3)
})

test('callers of one process wait for one reading of the store', async () => {
  server = await startLoopback(withTokens(() => followUsers))
  const store = memoryTokenStore()
  let reads = 0
  const read = (key: string) => {
    if (key.endsWith(':token')) reads += 1
    return store.read(key)
  }
  const { wecom } = connect(server.url, { tokens: { ...store, read } })
  await Promise.all(Array.from({ length: 8 }, () => wecom.contacts.listFollowUsers()))
  expect(reads).toBe(1)
})

test('a token is renewed five minutes before its end, not earlier', async () => {
  server = await startLoopback(withTokens(() => followUsers))
  const { wecom, clock } = connect(server.url)
  await wecom.contacts.listFollowUsers()
  clock.advance(7200_000 - 5 * 60_000 - 1000)
  await wecom.contacts.listFollowUsers()
  expect(server.count('gettoken')).toBe(1)
  clock.advance(2000)
  await wecom.contacts.listFollowUsers()
  expect(server.count('gettoken')).toBe(2)
})

test('P12: a clock that jumps back does not make an expired token young again', async () => {
  server = await startLoopback(withTokens(() => followUsers))
  let elapsedMs = 0
  const { wecom, clock } = connect(server.url, { elapsed: () => elapsedMs })
  await wecom.contacts.listFollowUsers()
  elapsedMs = 7200_000 - 5 * 60_000 - 1000
  clock.advance(-3600_000)
  await wecom.contacts.listFollowUsers()
  expect(server.count('gettoken')).toBe(1)
  elapsedMs += 2000
  await Promise.all([1, 2, 3].map(() => wecom.contacts.listFollowUsers()))
  expect(server.count('gettoken')).toBe(2)
  expect(server.calls.at(-1)?.query.get('access_token')).toBe('TOKEN-2')
})

test('a token can be had, fails, or was not needed: the store knows without a call', async () => {
  server = await startLoopback(withTokens(() => followUsers))
  const { wecom, clock, tokens } = connect(server.url)
  const states = () => wecom.tokenStates()
  expect(await states()).toEqual([{ state: 'idle' }])
  await wecom.contacts.listFollowUsers()
  expect(await states()).toEqual([{ state: 'good' }])
  clock.advance(3 * 3600_000)
  expect(await states()).toEqual([{ state: 'idle' }])
  clock.advance(26 * 3600_000)
  expect(await states()).toEqual([{ state: 'stale' }])
  const calls = server.calls.length
  const dead = connect('http://127.0.0.1:9', { tokens, now: clock.now, sleep: clock.sleep })
  await expect(dead.wecom.contacts.listFollowUsers()).rejects.toMatchObject({ kind: 'down' })
  expect(await states()).toEqual([{ state: 'failing', errcode: 0, at: expect.any(Number) }])
  expect(server.calls.length).toBe(calls)
  await wecom.contacts.listFollowUsers()
  expect(await states()).toEqual([{ state: 'good' }])
})

for (const errcode of [40001, 40013, 40091]) {
  test(`a wrong secret (${errcode}) is tried at most three times an hour, by all processes together`, async () => {
    server = await startLoopback(() => ({ errcode, errmsg: 'invalid credential' }))
    const tokens = memoryTokenStore()
    const first = connect(server.url, { tokens })
    const second = connect(server.url, { tokens, now: first.clock.now })
    for (let minute = 0; minute < 60; minute += 1) {
      for (const { wecom } of [first, second]) {
        await expect(wecom.contacts.listFollowUsers()).rejects.toMatchObject({ kind: 'denied', errcode })
      }
      first.clock.advance(60_000)
    }
    expect(server.count('gettoken')).toBeLessThanOrEqual(3)
  })
}

test('a corrected secret works at once although the old one is cooling down', async () => {
  server = await startLoopback(({ api, query }) => {
    if (api !== 'gettoken') return followUsers
    const right = query.get('corpsecret') === 'RIGHT-SECRET'
    return right ? { ...ok, access_token: 'T', expires_in: 7200 } : { errcode: 40001, errmsg: 'wrong' }
  })
  const tokens = memoryTokenStore()
  const wrong = connect(server.url, { tokens })
  await expect(wrong.wecom.contacts.listFollowUsers()).rejects.toMatchObject({ kind: 'denied' })
  const right = connect(server.url, { tokens, agentSecret: 'RIGHT-SECRET' })
  expect(await right.wecom.contacts.listFollowUsers()).toEqual(['liqing'])
})

test('tickets are cached, apart from each other', async () => {
  server = await startLoopback(
    withTokens(({ api, query }) => {
      const kind = api === 'ticket/get' ? query.get('type') : 'corp'
      return { ...ok, ticket: `TICKET-${kind}`, expires_in: 7200 }
    }),
  )
  const { wecom } = connect(server.url)
  for (let turn = 0; turn < 3; turn += 1) {
    expect((await wecom.auth.corpTicket()).ticket).toBe('TICKET-corp')
    expect((await wecom.auth.agentTicket()).ticket).toBe('TICKET-agent_config')
  }
  expect([server.count('get_jsapi_ticket'), server.count('ticket/get')]).toEqual([1, 1])
})
