import { gzipSync } from 'node:zlib'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { WecomError } from '../../server/wecom/index.ts'
import { connect, ok, SECRET, startLoopback, withTokens } from './loopback.ts'

let server: Awaited<ReturnType<typeof startLoopback>>
afterEach(() => server.close())

const LIST = 'externalcontact/get_follow_user_list'
const REMARK = 'externalcontact/remark'
const good = { ...ok, follow_user: ['liqing'] }
const remark = { userid: 'liqing', externalUserid: 'wmFAKE', remark: '沈岚' }

const faults: Record<string, (response: ServerResponse) => void> = {
  'a 500': (response) => response.writeHead(500).end('oops'),
  'a 502 with an HTML body': (response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>'),
  'HTML with status 200': (response) => response.end('<html>login to the hotel network</html>'),
  'truncated JSON': (response) => response.end('{"errcode":0,"errmsg":"ok","follow_user":["liq'),
  'an empty answer': (response) => response.end(),
  'JSON without errcode': (response) => response.end('{"follow_user":[]}'),
  'a cut gzip stream': (response) => {
    const whole = gzipSync(JSON.stringify(good))
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(whole.subarray(0, whole.length - 12))
  },
  'a reset connection': (response) => response.destroy(),
}

for (const [name, fault] of Object.entries(faults)) {
  describe(name, () => {
    test('is repeated for a read', async () => {
      let left = 2
      server = await startLoopback(withTokens(() => (left-- > 0 ? fault : good)))
      expect(await connect(server.url).wecom.contacts.listFollowUsers()).toEqual(['liqing'])
      expect(server.count(LIST)).toBe(3)
    })

    test('that does not pass is "down" after three repeats, never an empty list', async () => {
      server = await startLoopback(withTokens(() => fault))
      await expect(connect(server.url).wecom.contacts.listFollowUsers()).rejects.toMatchObject({
        kind: 'down',
      })
      expect(server.count(LIST)).toBe(4)
    })

    test('leaves a write "unknown" and is not repeated', async () => {
      server = await startLoopback(withTokens(() => fault))
      await expect(connect(server.url).wecom.contacts.remark(remark)).rejects.toMatchObject({
        kind: 'unknown',
      })
      expect(server.count(REMARK)).toBe(1)
    })
  })
}

test('a stalled answer ends at the time limit: reads repeat, writes become unknown', async () => {
  server = await startLoopback(withTokens(() => () => {}))
  const { wecom } = connect(server.url, { timeoutMs: 400 })
  await expect(wecom.contacts.listFollowUsers()).rejects.toMatchObject({ kind: 'down' })
  await expect(wecom.contacts.remark(remark)).rejects.toMatchObject({ kind: 'unknown' })
  expect([server.count(LIST), server.count(REMARK)]).toEqual([4, 1])
})

test('an answer that drips for ever ends at the time limit as well', async () => {
  server = await startLoopback(
    withTokens(() => (response) => {
      const drip = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(drip))
    }),
  )
  const { wecom } = connect(server.url, { timeoutMs: 400 })
  await expect(wecom.contacts.remark(remark)).rejects.toMatchObject({ kind: 'unknown' })
})

test('a write whose connection was refused is known not to have happened', async () => {
  server = await startLoopback(withTokens(() => ok))
  const { wecom, tokens } = connect(server.url)
  await wecom.contacts.remark(remark)
  await server.close()
  // Another process has the token already, but no open connection.
  const other = connect(server.url, { tokens }).wecom
  await expect(other.contacts.remark(remark)).rejects.toMatchObject({ kind: 'down' })
})

for (const errcode of [-1, 45033]) {
  test(`errcode ${errcode} is repeated for reads and writes, at most three times`, async () => {
    let left = 3
    server = await startLoopback(withTokens(() => (left-- > 0 ? { errcode, errmsg: 'busy' } : good)))
    const { wecom, clock } = connect(server.url)
    const before = clock.now()
    await wecom.contacts.remark(remark)
    expect(server.count(REMARK)).toBe(4)
    // 300, 900 and 2700 ms, each between half and whole.
    expect(clock.now() - before).toBeGreaterThanOrEqual(1950)
    expect(clock.now() - before).toBeLessThanOrEqual(3900)
    left = 99
    await expect(wecom.contacts.listFollowUsers()).rejects.toMatchObject({ kind: 'busy', errcode })
    expect(server.count(LIST)).toBe(4)
  })
}

for (const [errcode, kind] of [
  [48002, 'denied'],
  [60020, 'denied'],
  [40058, 'invalid'],
  [40096, 'gone'],
  [41050, 'refused'],
  [123456789, 'refused'],
] as const) {
  test(`errcode ${errcode} is ${kind} and asked once`, async () => {
    server = await startLoopback(withTokens(() => ({ errcode, errmsg: 'no', follow_user: [] })))
    await expect(connect(server.url).wecom.contacts.listFollowUsers()).rejects.toMatchObject({
      kind,
      errcode,
    })
    expect(server.count(LIST)).toBe(1)
  })
}

test('neither errors nor log events hold tokens, secrets, codes or phone numbers', async () => {
  server = await startLoopback(
    withTokens(({ query, body }) => ({
      errcode: 41050,
      errmsg: `bad ${body} access_token=${query.get('access_token')} ${SECRET} 13800000011 +8613800000011`,
    })),
  )
  const { wecom, events } = connect(server.url)
  const error: unknown = await wecom.messages
    .sendWelcome({ welcomeCode: 'CODE-OF-TWENTY-SECONDS', text: 'hello' })
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(WecomError)
  const shown = [String(error), JSON.stringify(error), JSON.stringify(events)].join('\n')
  for (const hidden of ['TOKEN-1', SECRET, 'CODE-OF-TWENTY', '13800000011'])
    expect(shown).not.toContain(hidden)
  expect(events.map(({ api, outcome }) => [api, outcome])).toEqual([
    ['gettoken', 'ok'],
    ['externalcontact/send_welcome_msg', 'refused'],
  ])
})

test('a connection error says what failed without the address that holds the secret', async () => {
  server = await startLoopback(() => ok)
  await server.close()
  const error: unknown = await connect(server.url)
    .wecom.contacts.listFollowUsers()
    .catch((thrown: unknown) => thrown)
  expect(String(error)).toContain('ECONNREFUSED')
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(SECRET)
})

test('an aborted call throws the reason of its caller and is not repeated', async () => {
  server = await startLoopback(withTokens(() => () => {}))
  const { wecom } = connect(server.url)
  const signal = AbortSignal.timeout(50)
  await expect(wecom.contacts.listFollowUsers({ signal })).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(server.count(LIST)).toBe(1)
})

test('debug mode of WeCom is never asked for', async () => {
  server = await startLoopback(withTokens(() => good))
  await connect(server.url).wecom.contacts.listFollowUsers()
  expect(server.calls.every(({ query }) => !query.has('debug'))).toBe(true)
})
