import { ulid } from 'ulid'
import { beforeAll, expect, it } from 'vitest'
import type { Browser } from '../../support/http-client.ts'
import { foundGroup, possessionsOf, type Possessions } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'

const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.44'
const COLLEAGUE = 'Mozilla/5.0 (Windows NT 10.0) Chrome/107 MicroMessenger/7.0.1 wxwork/4.1.10'
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)
const MINUTE_MS = 60_000
const target = 'https://www.example.com/offer?from=crm&x=1'

onBothDatabases('Tracked links', (service) => {
  let test: TestService
  let lina: Browser
  let admin: Browser
  let own: Possessions
  let categoryId: string

  beforeAll(async () => {
    test = service()
    foundGroup(test, 'lina')
    await test.sync()
    lina = await test.signIn('lina', 'chat')
    admin = await test.signIn('hanyue')
    own = await possessionsOf(test, { userid: 'lina', without: ['wanglei'] })
    categoryId = (await test.database.db.scriptCategory.findFirstOrThrow({ where: { corpId } })).id
  })

  async function write(script: Record<string, unknown>): Promise<string> {
    const body = { categoryId, title: '首保礼遇', body: '', ...script }
    const reply = await admin.send('POST', '/api/v1/scripts', body)
    expect(reply.status, reply.text).toBe(201)
    return reply.json<{ id: string }>().id
  }
  async function upload(bytes: Buffer): Promise<string> {
    const headers = { 'content-type': 'application/octet-stream' }
    const reply = await admin.send('POST', '/api/v1/files', bytes, { headers })
    expect(reply.status, reply.text).toBe(201)
    return reply.json<{ hash: string }>().hash
  }
  type Message = Record<string, Record<string, string>> & { msgtype: string }
  async function prepare(input: Record<string, unknown>): Promise<Message> {
    const body = { id: ulid(), customerId: own.customerId, ...input }
    const reply = await lina.send('POST', '/api/v1/messages', body)
    expect(reply.status, reply.text).toBe(200)
    return reply.json<Message>()
  }
  /** Tells that it went out. */
  async function sent(id: string, scriptId: string): Promise<void> {
    const body = { id, customerId: own.customerId, rule: null, scriptId, outcome: 'sent' }
    expect((await lina.send('POST', '/api/v1/actions/outcomes', body)).status).toBe(201)
  }
  const open = (person: Browser, url: string | undefined, userAgent = WECHAT) =>
    person.get(url ?? '', { headers: { 'user-agent': userAgent } })
  async function opensOnTimeline(): Promise<{ detail: Record<string, unknown> }[]> {
    await test.deps.jobs.drain()
    const reply = await lina.get(`/api/v1/customers/${own.customerId}/timeline?kinds=link-open`)
    return reply.json<{ items: { kind: string; detail: Record<string, unknown> }[] }>().items
  }

  it('a card leads through a link of the person: counted once a session, on the timeline, in the results', async () => {
    const scriptId = await write({ kind: 'link', linkUrl: target, linkDesc: '到店即享' })
    const id = ulid()
    const card = await prepare({ id, scriptId })
    expect(await prepare({ id, scriptId })).toEqual(card)
    expect(card).toMatchObject({ msgtype: 'news', news: { title: '首保礼遇', desc: '到店即享', imgUrl: '' } })
    const link = card['news']?.['link']
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/l\/[\w-]{16}$/)
    await sent(id, scriptId)
    test.advance(MINUTE_MS)

    const customer = test.browser(null)
    for (const userAgent of [COLLEAGUE, 'curl/8.4', 'Googlebot/2.1', ''])
      expect((await open(test.browser(null), link, userAgent)).headers.location).toBe(target)
    expect(
      (await customer.get(link ?? '', { headers: { 'user-agent': WECHAT, 'sec-purpose': 'prefetch' } }))
        .status,
    ).toBe(302)
    expect(await opensOnTimeline()).toEqual([])

    const first = await open(customer, link)
    expect([first.status, first.headers.location, first.headers['cache-control']]).toEqual([
      302,
      target,
      'no-store',
    ])
    test.advance(20 * MINUTE_MS)
    await open(customer, link)
    test.advance(20 * MINUTE_MS)
    await open(customer, link)
    expect(await opensOnTimeline()).toMatchObject([{ detail: { title: '首保礼遇' } }])
    test.advance(40 * MINUTE_MS)
    await open(customer, link)
    const lines = await opensOnTimeline()
    expect(lines).toHaveLength(2)
    // The page is somebody else's: nobody knows how long it was read.
    expect(lines.every(({ detail }) => detail['amount'] === undefined)).toBe(true)

    const row = await test.database.db.trackedLink.findFirstOrThrow({ where: { scriptId } })
    expect(row).toMatchObject({ botHits: 3, staffHits: 1, customerId: own.customerId })
    const result = await test.database.db.actionResult.findFirstOrThrow({ where: { corpId, id } })
    expect(result.openedAt).not.toBeNull()
    expect(result.isResponse).toBe(true)
    const usage = await admin.get(`/api/v1/scripts/${scriptId}/usage`)
    expect(usage.json()).toEqual({
      sent: 1,
      sentPersons: 1,
      links: 1,
      opens: 2,
      openPersons: 1,
      unknownDevices: 0,
      timedOpens: 0,
      medianSeconds: null,
      posts: 0,
      postDelivered: 0,
    })
    const rows = await admin.get(`/api/v1/scripts/${scriptId}/usage/rows?what=opened`)
    expect(rows.json<{ items: object[] }>().items).toMatchObject([
      { customerId: own.customerId, staffName: '李娜', seconds: null, repeats: 0 },
      { customerId: own.customerId, repeats: 2 },
    ])
  })

  it('the addresses of a script become links of the person; what somebody typed stays', async () => {
    const scriptId = await write({ kind: 'text', body: `地图 ${target}，详情 https://www.example.com/offer` })
    const text = `地图 ${target}，详情 https://www.example.com/offer，另见 https://elsewhere.example`
    const message = await prepare({ scriptId, text })
    expect(message['text']?.['content']).toMatch(
      /^地图 http:\/\/127\.0\.0\.1:3000\/l\/[\w-]{16}，详情 http:\/\/127\.0\.0\.1:3000\/l\/[\w-]{16}，另见 https:\/\/elsewhere\.example$/,
    )
  })

  it('a page of ours tells how long it was in sight, never more than has passed, and to its own device', async () => {
    const hash = await upload(PNG)
    const pictures = [hash, await upload(Buffer.concat([PNG, Buffer.from('2')]))]
    const detail = { pictures, priceFen: 12_990_000, about: '含<b>脚垫</b>' }
    const scriptId = await write({ kind: 'album', title: '精品 & 套装', detail })
    const card = await prepare({ scriptId })
    const link = card['news']?.['link'] ?? ''
    expect((await test.browser(null).get(card['news']?.['imgUrl'] ?? '')).headers['content-type']).toBe(
      'image/png',
    )

    const customer = test.browser(null)
    const openedMs = test.clock.nowMs()
    const page = await open(customer, link)
    expect(page.text).toContain('精品 &amp; 套装')
    expect(page.text).toContain('含&lt;b&gt;脚垫&lt;/b&gt;')
    expect(page.text).toContain('129,900.00')
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    const openId = /<meta name="open" content="(\w+)">/.exec(page.text)?.[1]
    const tell = (person: Browser, seconds: unknown, open: unknown = openId) =>
      person.send('POST', `${link}/stay`, { open, seconds })
    test.advance(MINUTE_MS)
    expect((await tell(customer, 20)).status).toBe(204)
    await tell(customer, 45)
    await tell(customer, 9_000)
    const passedSeconds = (test.clock.nowMs() - openedMs) / 1000
    await tell(test.browser(null), 64)
    await tell(customer, 'long')
    const group = (await prepare({ scriptId, customerId: null, chatId: own.chatId }))['news']?.['link']
    await open(customer, group)
    await open(test.browser(null), group)
    const usage = (await admin.get(`/api/v1/scripts/${scriptId}/usage`)).json<{ medianSeconds: number }>()
    expect(usage).toMatchObject({
      sent: 0,
      links: 2,
      opens: 3,
      openPersons: 1,
      unknownDevices: 2,
      timedOpens: 1,
    })
    // cut to what has passed since it was opened, and a moment
    expect(usage.medianSeconds).toBeGreaterThanOrEqual(65)
    expect(usage.medianSeconds).toBeLessThanOrEqual(passedSeconds + 5)
    const [line] = await opensOnTimeline()
    expect(line?.detail).toMatchObject({ title: '精品 & 套装', amount: usage.medianSeconds })
    const foreign = await upload(Buffer.concat([PNG, Buffer.from('3')]))
    expect((await test.browser(null).get(`${link}/file/${foreign}`)).status).toBe(404)
  })

  it('a channel has one link of a material: devices are told apart, and it can be ended', async () => {
    const scriptId = await write({ kind: 'link', title: '门店海报', linkUrl: target })
    const make = async (channel: string) =>
      (await admin.send('POST', '/api/v1/links', { scriptId, channel })).json<{ id: string; url: string }>()
    const poster = await make('门店海报')
    expect((await make('门店海报')).id).toBe(poster.id)
    const other = await make('公众号')
    const [one, two] = [test.browser(null), test.browser(null)]
    for (const person of [one, one, two]) await open(person, poster.url)
    const list = async () =>
      (await admin.get(`/api/v1/links?scriptId=${scriptId}`)).json<{ items: object[] }>().items
    expect(await list()).toMatchObject([
      { id: other.id, channel: '公众号', opens: 0, isEnded: false },
      { id: poster.id, channel: '门店海报', opens: 2, devices: 2, isEnded: false },
    ])
    expect((await admin.send('POST', `/api/v1/links/${poster.id}/end`, {})).status).toBe(200)
    expect((await open(one, poster.url)).status).toBe(404)
    expect(await list()).toMatchObject([{}, { isEnded: true, opens: 2 }])
    const text = await write({ kind: 'text', body: '您好' })
    expect((await admin.send('POST', '/api/v1/links', { scriptId: text, channel: 'x' })).status).toBe(400)
  })

  it('unknown and ended links show the same page in the language of the reader', async () => {
    const validTo = new Date(test.clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10)
    const scriptId = await write({ kind: 'link', linkUrl: target, validTo })
    const link = (await prepare({ scriptId }))['news']?.['link']
    expect((await open(test.browser(null), link)).status).toBe(302)
    test.advance(25 * 60 * MINUTE_MS)
    const ended = await test.browser(null).get(link ?? '', { headers: { 'accept-language': 'en-GB,en' } })
    expect([ended.status, ended.text.includes('This link has ended')]).toEqual([404, true])
    const unknown = await test.browser(null).get('/l/AAAAAAAAAAAAAAAA')
    expect([unknown.status, unknown.text.includes('链接已失效')]).toEqual([404, true])
    expect((await test.browser(null).get('/l/AAAAAAAAAAAAAAAA?to=https://evil.example')).status).toBe(404)
  })

  it('media goes under an id of WeCom, files under their own name; what lacks its file is refused', async () => {
    // Sessions end with a working day.
    lina = await test.signIn('lina', 'chat')
    admin = await test.signIn('hanyue')
    const pdf = await upload(Buffer.from('%PDF-1.7 price list'))
    const file = { hash: pdf, name: '报价单.pdf', contentType: 'text/plain', byteSize: 1 }
    const scriptId = await write({ kind: 'file', title: '报价单', detail: { file } })
    const item = await admin.get('/api/v1/scripts?q=bjd&kinds=file&show=all')
    expect(item.json<{ items: object[] }>().items).toMatchObject([
      { id: scriptId, detail: { file: { contentType: 'application/pdf', byteSize: 19 } } },
    ])
    const sentFile = await prepare({ scriptId })
    expect(sentFile).toMatchObject({ msgtype: 'file', file: { mediaid: expect.any(String) } })
    const asPage = await prepare({ scriptId, as: 'page' })
    expect(asPage).toMatchObject({ msgtype: 'news', news: { title: '报价单' } })
    const detail = { appId: 'wx0123456789abcdef', page: 'pages/index?id=1' }
    const program = await write({ kind: 'miniprogram', imageHash: await upload(PNG), detail })
    expect(await prepare({ scriptId: program, customerId: null, chatId: own.chatId })).toMatchObject({
      msgtype: 'miniprogram',
      miniprogram: { appid: detail.appId, page: 'pages/index.html?id=1' },
    })
    const video = { categoryId, title: '不是视频', body: '', kind: 'video', detail: { file } }
    const refused = await admin.send('POST', '/api/v1/scripts', video)
    expect(refused.json()).toMatchObject({
      status: 400,
      tell: { field: 'detail.file', needs: ['video/mp4'] },
    })
    const both = { id: ulid(), scriptId, customerId: own.customerId, chatId: own.chatId }
    expect((await lina.send('POST', '/api/v1/messages', both)).status).toBe(400)
  })
})
