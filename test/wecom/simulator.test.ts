import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSimulator } from '../../server/simulator/index.ts'
import type { Simulator } from '../../server/simulator/index.ts'
import {
  createBudget,
  memoryTokenStore,
  openCallback,
  openUrlCheck,
  parseEvent,
} from '../../server/wecom/index.ts'
import { createWecom } from '../../server/wecom/index.ts'
import type { CallbackEvent, TokenStore, Wecom, WecomEvent } from '../../server/wecom/index.ts'

// The client and the simulator were written apart, each from the published facts. Here they meet.
const DAY = 86_400_000
const CORP = {
  corpId: 'wwlanyue00fake0001',
  agentId: 1000002,
  agentSecret: 'LANYUE-AGENT-SECRET-FAKE',
  directorySecret: 'LANYUE-DIRECTORY-SECRET-FAKE',
}
const keys = [{ token: 'LanyueDemoToken', encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }]
const APP_ORIGIN = 'http://127.0.0.1:3999'

let simulator: Simulator
let receiver: Awaited<ReturnType<typeof startReceiver>>
let wecom: Wecom
const events: WecomEvent[] = []

function connect(tokens: TokenStore = memoryTokenStore(), maxConcurrency = 8): Wecom {
  const now = () => simulator.clock.now()
  const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, Math.min(ms, 20)))
  const budget = createBudget({
    perMinute: 10_000,
    perHour: 150_000,
    interactiveShare: 0.2,
    maxConcurrency,
    now,
    sleep,
  })
  const log = (event: WecomEvent) => events.push(event)
  return createWecom({ ...CORP, baseUrl: simulator.origin, tokens, budget, now, sleep, log, timeoutMs: 3000 })
}

/** What a service does with callbacks, and nothing more: check, open, keep. */
async function startReceiver() {
  const received: CallbackEvent[] = []
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => response.writeHead(status).end(body))
  })
  async function answer(request: IncomingMessage) {
    const url = new URL(request.url ?? '/', 'http://receiver')
    const [msgSignature = '', timestamp = '', nonce = ''] = ['msg_signature', 'timestamp', 'nonce'].map(
      (name) => url.searchParams.get(name) ?? '',
    )
    const input = { keys, receiveId: CORP.corpId, query: { msgSignature, timestamp, nonce } }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const opened =
      request.method === 'GET'
        ? openUrlCheck({ ...input, echostr: url.searchParams.get('echostr') ?? '' })
        : openCallback({ ...input, body: Buffer.concat(chunks).toString('utf8') })
    if (!opened.ok) return { status: 403, body: '' }
    if (request.method === 'GET') return { status: 200, body: opened.plaintext }
    received.push(parseEvent(opened.plaintext))
    return { status: 200, body: 'success' }
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return { received, url: `http://127.0.0.1:${port}/wecom/callback`, close: () => server.close() }
}

async function collect<Row>(pages: AsyncIterable<{ rows: Row[]; invalidRows: unknown[] }>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const page of pages) {
    expect(page.invalidRows).toEqual([])
    rows.push(...page.rows)
  }
  return rows
}

beforeAll(async () => {
  receiver = await startReceiver()
  simulator = await startSimulator({
    port: 0,
    contacts: 400,
    staff: 12,
    groups: 8,
    appOrigin: APP_ORIGIN,
    callbackUrl: receiver.url,
  })
  wecom = connect()
})

afterAll(async () => {
  wecom.close()
  receiver.close()
  await simulator.close()
})

const truth = (kind: Parameters<Simulator['truth']['rows']>[0]) => [...simulator.truth.rows(kind)]
const liveFollows = () =>
  truth('follows').filter(
    (row) => row.state !== 'half' && row.state !== 'removed' && row.awaitingHandover !== true,
  )

describe('reading', () => {
  test('departments and their members, down to every active one', async () => {
    const departments = await wecom.directory.listDepartments()
    expect(departments.invalidRows).toEqual([])
    expect(departments.rows.every(({ name }) => name !== '')).toBe(true)
    const seen = new Set<string>()
    for (const { id } of departments.rows) {
      for (const member of (await wecom.directory.listMembers(id)).rows) seen.add(member.userid)
    }
    const active = truth('staff').filter(({ status }) => status !== 5)
    expect([...seen].sort()).toEqual(active.map(({ userid }) => userid).sort())
    const ids = await wecom.directory.listMemberIds()
    expect(new Set(ids.rows.map(({ userid }) => userid))).toEqual(seen)
    expect(await wecom.directory.getMember('lina')).toMatchObject({ userid: 'lina', name: '李娜', status: 1 })
  })

  test('every relation comes once in batches, and its parts agree with the detail', async () => {
    const userids = await wecom.contacts.listFollowUsers()
    const rows = await collect(wecom.contacts.batchPages({ userids }, { priority: 'background' }))
    const key = (userid: unknown, externalUserid: unknown) => `${String(userid)} ${String(externalUserid)}`
    const got = rows.map(({ contact, follow }) => key(follow.userid, contact.externalUserid)).sort()
    expect(new Set(got).size).toBe(got.length)
    expect(got.length).toBeGreaterThan(100)
    const wanted = liveFollows().map(({ userid, externalUserid }) => key(userid, externalUserid))
    const missing = wanted.filter((pair) => !got.includes(pair))
    expect(missing).toEqual([])

    const [sample] = rows
    if (!sample) throw new Error('no relation in the simulator')
    const detail = await wecom.contacts.get(sample.contact.externalUserid, { priority: 'interactive' })
    expect(detail.contact).toEqual(sample.contact)
    const same = detail.follows.find(({ userid }) => userid === sample.follow.userid)
    expect(same).toMatchObject({ createdAt: sample.follow.createdAt, addWay: sample.follow.addWay })
    expect([...(same?.tagIds ?? [])].sort()).toEqual([...sample.follow.tagIds].sort())
    const list = await wecom.contacts.list(sample.follow.userid)
    expect(list).toContain(sample.contact.externalUserid)
  })

  test('a member without contacts has none, an unknown contact is gone', async () => {
    expect(await wecom.contacts.list('hanyue')).toEqual([])
    await expect(wecom.contacts.get('wmNOBODY')).rejects.toMatchObject({ kind: 'gone' })
  })

  test('what leavers left behind', async () => {
    const page = await wecom.contacts.listUnassigned()
    expect(page.invalidRows).toEqual([])
    const waiting = truth('follows').filter((row) => row.awaitingHandover === true)
    expect(waiting.length).toBeGreaterThan(0)
    expect(page.rows.length).toBeGreaterThan(0)
    const ids = new Set(waiting.map(({ externalUserid }) => externalUserid))
    expect(page.rows.every(({ externalUserid, leftAt }) => ids.has(externalUserid) && leftAt > 0)).toBe(true)
  })

  test('tags, groups and their members', async () => {
    const tags = await wecom.tags.listCorpTags()
    const live = truth('tags').filter((row) => row.deleted !== true && row.groupDeleted !== true)
    expect(tags.rows.flatMap((group) => group.tags).length).toBe(live.length)

    const owners = truth('staff').map(({ userid }) => String(userid))
    const rows = await collect(wecom.groups.pages({ owners, limit: 3 }))
    expect(rows.length).toBe(truth('groups').length)
    for (const { chatId } of rows) {
      const group = await wecom.groups.get(chatId)
      expect(group).toMatchObject({ chatId, invalidMembers: 0 })
      expect(group.members.some(({ userid }) => userid === group.owner)).toBe(true)
    }
  })

  test('moments of half a year, their tasks, viewers and reactions', async () => {
    const toAt = simulator.clock.now()
    const rows = await collect(wecom.moments.pages({ fromAt: toAt - 180 * DAY, toAt }))
    expect(rows.length).toBeGreaterThan(0)
    expect(new Set(rows.map(({ momentId }) => momentId)).size).toBe(rows.length)
    const ofCorp = rows.find(({ createType }) => createType === 0)
    if (!ofCorp) throw new Error('no corp moment in the simulator')
    const { momentId } = ofCorp
    const tasks = await wecom.moments.listTasks({ momentId })
    const published = tasks.rows.find(({ publishStatus }) => publishStatus === 1)
    if (!published) throw new Error('nobody published in the simulator')
    const of = { momentId, userid: published.userid }
    const chosen = await wecom.moments.listCustomers(of)
    const viewers = await wecom.moments.listSendResult(of)
    expect(viewers.rows.length).toBeLessThanOrEqual(chosen.rows.length)
    const reactions = await wecom.moments.getComments(of)
    expect(reactions.invalidRows).toEqual([])
  })
})

describe('writing is read back', () => {
  const pair = () => {
    const follow = liveFollows().find((row) => row.userid === 'lina')
    if (!follow) throw new Error('lina has no contact')
    return { userid: 'lina', externalUserid: String(follow.externalUserid) }
  }
  const relation = async ({ userid, externalUserid }: { userid: string; externalUserid: string }) =>
    (await wecom.contacts.get(externalUserid)).follows.find((follow) => follow.userid === userid)

  test('a remark, and clearing its mobiles', async () => {
    const of = pair()
    await wecom.contacts.remark({
      ...of,
      remark: '到店两次',
      description: '想换车',
      mobiles: ['13900000001'],
    })
    expect(await relation(of)).toMatchObject({
      remark: '到店两次',
      description: '想换车',
      remarkMobiles: ['13900000001'],
    })
    await wecom.contacts.remark({ ...of, mobiles: [] })
    expect((await relation(of))?.remarkMobiles).toEqual([])
  })

  test('a new tag, put on a contact and taken off again', async () => {
    const of = pair()
    const group = await wecom.tags.addCorpTags({ groupName: '合同测试', tags: [{ name: '已签' }] })
    const [tag] = group.tags
    if (!tag) throw new Error('no new tag')
    expect(
      (await wecom.tags.listCorpTags({ tagIds: [tag.id] })).rows.flatMap(({ tags }) => tags),
    ).toContainEqual(expect.objectContaining({ id: tag.id, name: '已签', deleted: false }))
    await wecom.tags.markTags({ ...of, add: [tag.id] })
    expect((await relation(of))?.tagIds).toContain(tag.id)
    await wecom.tags.markTags({ ...of, remove: [tag.id] })
    expect((await relation(of))?.tagIds).not.toContain(tag.id)
    await expect(wecom.tags.markTags({ ...of, add: ['etUNKNOWN'] })).rejects.toMatchObject({ kind: 'gone' })
  })

  test('a message to staff names those who could not get it; to nobody it is refused', async () => {
    const content = { kind: 'text', text: '今日到店 3 组' } as const
    const answer = await wecom.messages.sendAppMessage({ userids: ['lina', 'nobody'], content })
    expect(answer).toEqual({ msgid: expect.any(String), invalidUsers: ['nobody'] })
    await expect(wecom.messages.sendAppMessage({ userids: ['nobody'], content })).rejects.toMatchObject({
      kind: 'refused',
    })
  })

  test('an upload gives a media id', async () => {
    const bytes = new Uint8Array(1000).fill(7)
    const media = await wecom.media.upload({ kind: 'file', filename: '报价单.txt', bytes })
    expect(media.mediaId).not.toBe('')
    expect(Math.abs(media.createdAt - simulator.clock.now())).toBeLessThan(60_000)
  })
})

test('a login code works once; customers are outsiders', async () => {
  const login = async (as: string) => {
    const query = new URLSearchParams({
      appid: CORP.corpId,
      agentid: String(CORP.agentId),
      redirect_uri: `${APP_ORIGIN}/login/wecom/callback`,
      response_type: 'code',
      scope: 'snsapi_base',
      state: 'abc',
      as,
    })
    const url = `${simulator.origin}/connect/oauth2/authorize?${query}`
    const answer = await fetch(url, { redirect: 'manual' })
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? ''
  }
  const code = await login('lina')
  expect(await wecom.auth.exchangeCode(code)).toEqual({ kind: 'member', userid: 'lina' })
  await expect(wecom.auth.exchangeCode(code)).rejects.toMatchObject({ kind: 'expired' })
  const externalUserid = String(liveFollows()[0]?.externalUserid)
  expect(await wecom.auth.exchangeCode(await login(externalUserid))).toMatchObject({
    kind: 'outsider',
    externalUserid,
  })
})

test('the two tickets differ and are kept', async () => {
  const [corp, agent] = [await wecom.auth.corpTicket(), await wecom.auth.agentTicket()]
  expect(corp.ticket).not.toBe(agent.ticket)
  expect(await wecom.auth.corpTicket()).toEqual(corp)
})

test('a new contact arrives as an event whose welcome code sends one welcome', async () => {
  await expect
    .poll(
      () => {
        const name = `新客 ${receiver.received.length}-${simulator.clock.now()}`
        simulator.actions('add-contact', { userid: 'lina', name, state: 'store_hz_west' })
        return receiver.received.some((event) => event.kind === 'contact' && event.change === 'added')
      },
      { timeout: 60_000, interval: 300 },
    )
    .toBe(true)
  const event = receiver.received.find((one) => one.kind === 'contact' && one.welcomeCode !== undefined)
  if (event?.kind !== 'contact' || !event.welcomeCode) throw new Error('no welcome code came')
  expect(event).toMatchObject({ corpId: CORP.corpId, userid: 'lina', state: 'store_hz_west' })
  const welcome = { welcomeCode: event.welcomeCode, text: '您好，我是李娜' }
  await wecom.messages.sendWelcome(welcome)
  await expect(wecom.messages.sendWelcome(welcome)).rejects.toMatchObject({ kind: 'refused' })
  expect((await wecom.contacts.get(event.externalUserid)).follows[0]).toMatchObject({
    state: 'store_hz_west',
  })
})

describe('with accidents on the way', () => {
  test('every relation still arrives exactly once', async () => {
    const userids = await wecom.contacts.listFollowUsers()
    const calm = await collect(wecom.contacts.batchPages({ userids }))
    simulator.faults.set({
      seed: 7,
      rules: [
        { busyRate: 0.1, httpErrorRate: 0.05, truncateRate: 0.05, emptyBodyRate: 0.05, resetRate: 0.05 },
      ],
    })
    try {
      expect(await collect(wecom.contacts.batchPages({ userids }))).toEqual(calm)
    } finally {
      simulator.faults.clear()
    }
  })

  test('tokens revoked at random cost eight workers in two processes no call', async () => {
    const tokens = memoryTokenStore()
    const pair = [connect(tokens), connect(tokens)]
    const calm = await wecom.contacts.list('lina')
    events.length = 0
    simulator.faults.set({ seed: 3, rules: [{ path: 'externalcontact/list', tokenRevokeRate: 0.03 }] })
    const worker = async ({ contacts }: Wecom) => {
      for (let call = 0; call < 25; call += 1) expect(await contacts.list('lina')).toEqual(calm)
    }
    try {
      await Promise.all(pair.flatMap((one) => [1, 2, 3, 4].map(() => worker(one))))
      const refused = events.filter(({ outcome }) => outcome === 'expired').length
      const renewed = events.filter(({ api }) => api === 'gettoken').length
      expect(renewed).toBeGreaterThan(1)
      // The first token of this store was nobody's fault.
      expect(renewed - 1).toBeLessThanOrEqual(refused)
    } finally {
      simulator.faults.clear()
      for (const one of pair) one.close()
    }
  })

  test('without the right to call, the first answer says so', async () => {
    simulator.corp.callable = false
    try {
      await expect(wecom.contacts.listFollowUsers()).rejects.toMatchObject({ kind: 'denied', errcode: 48002 })
    } finally {
      simulator.corp.callable = true
    }
  })
})
