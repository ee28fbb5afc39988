import { ulid } from 'ulid'
import { beforeAll, expect, it } from 'vitest'
import type { Browser } from '../../support/http-client.ts'
import { foundGroup, possessionsOf, type Possessions } from '../../support/factories/possessions.ts'
import { onBothDatabases } from '../../support/on-both-databases.ts'
import { corpId, type TestService } from '../../support/service.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)
const PDF = Buffer.from('%PDF-1.4 a price list')
const target = 'https://www.example.com/offer'

onBothDatabases('Sharing into WeCom’s own windows', (service) => {
  let test: TestService
  let lina: Browser
  let wanglei: Browser
  let admin: Browser
  let own: Possessions
  let picture: string
  let card: string
  let paper: string
  let mini: string

  beforeAll(async () => {
    test = service()
    foundGroup(test, 'lina')
    await test.sync()
    lina = await test.signIn('lina', 'chat')
    wanglei = await test.signIn('wanglei', 'chat')
    admin = await test.signIn('hanyue')
    own = await possessionsOf(test, { userid: 'lina', without: ['wanglei'] })
    const imageHash = await upload(PNG)
    picture = await write({ kind: 'image', imageHash })
    card = await write({ kind: 'link', linkUrl: target, linkDesc: '到店即享' })
    paper = await write({ kind: 'file', detail: { file: await fileOf(PDF, '价目表.pdf') } })
    mini = await write({
      kind: 'miniprogram',
      imageHash,
      detail: { appId: 'wx0123456789abcdef', page: 'pages/index?a=1' },
    })
  })

  async function write(script: Record<string, unknown>): Promise<string> {
    const { id: categoryId } = await test.database.db.scriptCategory.findFirstOrThrow({ where: { corpId } })
    const reply = await admin.send('POST', '/api/v1/scripts', {
      categoryId,
      title: '首保礼遇',
      body: '',
      ...script,
    })
    expect(reply.status, reply.text).toBe(201)
    return reply.json<{ id: string }>().id
  }
  type Stored = Record<'hash' | 'contentType', string> & { byteSize: number }
  async function stored(bytes: Buffer): Promise<Stored> {
    const headers = { 'content-type': 'application/octet-stream' }
    const reply = await admin.send('POST', '/api/v1/files', bytes, { headers })
    expect(reply.status, reply.text).toBe(201)
    return reply.json<Stored>()
  }
  const upload = async (bytes: Buffer): Promise<string> => (await stored(bytes)).hash
  async function fileOf(bytes: Buffer, name: string) {
    const { hash, byteSize, contentType } = await stored(bytes)
    return { hash, name, byteSize, contentType }
  }
  const part = (scriptId: string | null, text = '') => ({ scriptId, text })
  const share = (input: Record<string, unknown>, as = lina) =>
    as.send('POST', '/api/v1/shares', { id: ulid(), ...input })
  interface Content {
    text: string
    attachments: ({ msgtype: string } & Record<string, Record<string, string>>)[]
  }

  it('gives one text and its attachments, in the form and with the media ids the client takes', async () => {
    const id = ulid()
    const words = await write({ kind: 'text', body: `详情见 ${target}` })
    const input = {
      id,
      way: 'contact',
      customerId: own.customerId,
      parts: [
        part(null, '林女士您好'),
        part(picture),
        part(card),
        part(words, `详情见 ${target}`),
        part(mini),
      ],
    }
    const first = await share(input)
    expect(first.status, first.text).toBe(200)
    const { text, attachments } = first.json<Content>()
    expect(text).toMatch(/^林女士您好\n\n详情见 http:\/\/127\.0\.0\.1:3000\/l\/[\w-]{16}$/)
    expect(attachments).toMatchObject([
      { msgtype: 'image', image: { mediaid: expect.any(String) } },
      { msgtype: 'link', link: { title: '首保礼遇', desc: '到店即享', imgUrl: '' } },
      { msgtype: 'miniprogram', miniprogram: { appid: 'wx0123456789abcdef', page: 'pages/index.html?a=1' } },
    ])
    const mediaId = attachments[0]?.['image']?.['mediaid'] ?? ''
    expect(Buffer.from(test.simulator.world.media.find(mediaId)?.bytes ?? []).equals(PNG)).toBe(true)
    // Told twice, it is the same: the links are those of the press, and of the person.
    expect((await share(input)).json()).toEqual(first.json())
    const links = await test.database.db.trackedLink.findMany({ where: { sendKey: { startsWith: id } } })
    expect(links).toHaveLength(2)
    expect(
      links.every(({ customerId, channel }) => customerId === own.customerId && channel === 'chat'),
    ).toBe(true)
    // Nothing was sent: nobody has said so.
    expect(await test.database.db.actionOutcome.count({ where: { corpId } })).toBe(0)
  })

  it('for several whom only the member knows, its links are nobody’s and no channel’s', async () => {
    const { attachments } = (await share({ way: 'chat', parts: [part(card)] })).json<Content>()
    const code = attachments[0]?.['link']?.['url']?.split('/l/')[1] ?? ''
    const link = await test.database.db.trackedLink.findFirstOrThrow({ where: { code } })
    expect(link).toMatchObject({ customerId: null, chatId: null, channel: null, scriptId: card })
    const listed = await admin.get(`/api/v1/links?scriptId=${card}`)
    expect(listed.json<{ items: unknown[] }>().items).toEqual([])
  })

  it('moments take a card in place of a file, and nothing that cannot stand there', async () => {
    const asCard = (await share({ way: 'moments', parts: [part(null, '新到'), part(paper)] })).json<Content>()
    expect(asCard.attachments).toMatchObject([{ msgtype: 'link', link: { title: '首保礼遇' } }])
    const refused = async (input: Record<string, unknown>) => {
      const reply = await share(input)
      expect(reply.status).toBe(400)
      return reply.json<{ kind: string; tell: unknown }>()
    }
    const inMoments = (...parts: object[]) => refused({ way: 'moments', parts })
    expect(await inMoments(part(mini))).toMatchObject({
      kind: 'invalid-input',
      tell: { is: 'kind-not-here' },
    })
    expect(await inMoments(part(picture), part(card))).toMatchObject({ tell: { is: 'not-mixed' } })
    expect(await inMoments(part(null, '字'.repeat(2001)))).toMatchObject({
      tell: { is: 'text-too-long', limit: 2000 },
    })
    expect(await refused({ way: 'chat', parts: [part(null, ' ')] })).toMatchObject({ tell: { is: 'empty' } })
  })

  it('a customer or group of somebody else is none, and each goes its own way', async () => {
    const parts = [part(null, '您好')]
    const { customerId, chatId } = own
    expect((await share({ way: 'contact', customerId, parts }, wanglei)).status).toBe(404)
    expect((await share({ way: 'chat', chatId, parts }, wanglei)).status).toBe(404)
    expect((await share({ way: 'chat', chatId, parts })).status).toBe(200)
    expect((await share({ way: 'chat', customerId, parts })).status).toBe(400)
    expect((await share({ way: 'moments', chatId, parts })).status).toBe(400)
  })
})
