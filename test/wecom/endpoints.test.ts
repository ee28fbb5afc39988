import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { communityCases } from './community-cases.ts'
import { customerCases, SECOND, shenLan } from './customer-cases.ts'
import { groupCases } from './group-cases.ts'
import { transferCases } from './transfer-cases.ts'
import { connect, ok, startLoopback, withTokens } from './loopback.ts'
import type { Received } from './loopback.ts'

let server: Awaited<ReturnType<typeof startLoopback>>
afterEach(() => server.close())

const fixture = z.object({
  endpoint: z.string(),
  query: z.record(z.string(), z.string()),
  request: z.record(z.string(), z.unknown()).optional(),
  response: z.looseObject({ errcode: z.literal(0) }),
})
function published(name: string, variant = 'response') {
  const text = readFileSync(new URL(`../fixtures/wecom/${name}.json`, import.meta.url), 'utf8')
  const raw: Record<string, unknown> = JSON.parse(text)
  return fixture.parse({ ...raw, response: raw[variant] })
}

/** Page sizes are our choice, and these keys have documented defaults. */
const ours = new Set(['limit', 'page_size', 'page_id', 'cursor', 'toparty', 'totag', 'enable_id_trans'])

function withoutOurs(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !ours.has(key)))
}

function expectRequest(sent: Received | undefined, { endpoint, query, request }: z.output<typeof fixture>) {
  expect(`${sent?.method} /cgi-bin/${sent?.api}`).toBe(endpoint)
  for (const [key, value] of Object.entries(query)) {
    if (key === 'access_token') expect(sent?.query.get(key)).toBe('TOKEN-1')
    else if (value !== '' && key !== 'id') expect(sent?.query.get(key)).toBe(value)
  }
  if (request) expect(withoutOurs(JSON.parse(sent?.body ?? ''))).toEqual(withoutOurs(request))
}

for (const { fixture: name, variant, call, gives } of [
  ...customerCases,
  ...groupCases,
  ...communityCases,
  ...transferCases,
]) {
  test(`${name} ${variant ?? ''} is asked for as published and read completely`, async () => {
    const answer = published(name, variant)
    server = await startLoopback(withTokens(() => answer.response))
    const { wecom } = connect(server.url, { directorySecret: 'DIRECTORY-SECRET-FAKE' })
    expect(await call(wecom)).toEqual(gives)
    expectRequest(
      server.calls.find(({ api }) => api !== 'gettoken'),
      answer,
    )
  })
}

test('an upload is a form with the file name, and its time may be text', async () => {
  const answer = published('media.upload')
  server = await startLoopback(withTokens(() => answer.response))
  const { wecom } = connect(server.url)
  const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2])
  const uploaded = await wecom.media.upload({ kind: 'image', filename: 's6.png', bytes })
  expect(uploaded).toEqual({ mediaId: 'FAKE_MEDIA_ID', createdAt: 1717286400 * SECOND })
  const sent = server.calls[1]
  expect(sent?.query.get('type')).toBe('image')
  expect(sent?.body).toMatch(/form-data; name="media"; filename="s6\.png"/)
})

test('clearing the mobiles of a remark sends one empty string, as documented', async () => {
  server = await startLoopback(withTokens(() => ok))
  await connect(server.url).wecom.contacts.remark({ userid: 'liqing', externalUserid: shenLan, mobiles: [] })
  expect(JSON.parse(server.calls[1]?.body ?? '')).toEqual({
    userid: 'liqing',
    external_userid: shenLan,
    remark_mobiles: [''],
  })
})

test('the old path of getuserinfo, with its other spelling, is understood', async () => {
  server = await startLoopback(withTokens(() => ({ ...ok, UserId: 'liqing', DeviceId: 'x' })))
  expect(await connect(server.url).wecom.auth.exchangeCode('c0de')).toEqual({
    kind: 'member',
    userid: 'liqing',
  })
})

test('an item of a hand-over without a code is unreadable, not started', async () => {
  const customer = [{ external_userid: shenLan }]
  server = await startLoopback(withTokens(() => ({ ...ok, customer })))
  const { transfers } = connect(server.url).wecom
  const pair = { family: 'resigned', from: 'wanghao', to: 'zhaowei' } as const
  expect(await transfers.startCustomers({ ...pair, externalUserids: [shenLan] })).toMatchObject({
    rows: [],
    invalidRows: [{ id: shenLan }],
  })
})
