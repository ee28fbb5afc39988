import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PostDraftInput } from '../../../server/features/posts/contract.ts'
import type { Browser } from '../../support/http-client.ts'
import { signInCast } from '../../support/factories/cast.ts'
import { corpId, startTestService, type TestService } from '../../support/service.ts'
import { ask, draftPost, goToMorning, settle } from './post-work.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
let service: TestService
let operator: Browser
beforeAll(async () => {
  service = await startTestService()
  goToMorning(service)
  await signInCast(service)
  operator = await service.signIn('zhoumin')
})
afterAll(() => service.close())

async function upload(bytes: Buffer): Promise<{ hash: string; byteSize: number }> {
  const reply = await operator.send('POST', '/api/v1/files', bytes, {
    headers: { 'content-type': 'application/octet-stream' },
  })
  const { hash, byteSize } = reply.json<{ hash: string; byteSize: number }>()
  return { hash, byteSize }
}

const inApp = () => service.simulator.world.chats.written('app:zhoumin')
/** What the app writes to the author when the draft is tested. */
async function tested(id: string) {
  const before = inApp().length
  await ask(operator, 'POST', `/posts/${id}/test`, {})
  await settle(service)
  return inApp().slice(before)
}
const begin = async (draft: PostDraftInput): Promise<string> =>
  (await ask<{ id: string }>(operator, 'POST', '/posts', { kind: 'customers', draft })).id

it('a test is what a receiver would get: filled, both contents told apart, each attachment as a message', async () => {
  const image = { kind: 'image' as const, fileName: '海报.png', ...(await upload(PNG)) }
  const file = {
    kind: 'file' as const,
    fileName: '报价.pdf',
    ...(await upload(Buffer.from('%PDF-1.7 一份报价'))),
  }
  const url = 'https://example.com/a?b=1&c=2'
  const { id } = await draftPost(service, operator, 'customers', {
    content: {
      text: '{{ store.name }}的{{ advisor.name }}邀请您：{{ vehicle.model | default: "爱车" }}免费检测，<b>仅限本周</b>',
      attachments: [image, { kind: 'link', title: '预约', url, description: '三步', cover: image.hash }],
    },
    second: {
      text: '到店有礼',
      attachments: [
        file,
        {
          kind: 'miniprogram',
          title: '预约',
          appId: 'wx0123456789abcdef',
          page: 'pages/index',
          cover: image.hash,
        },
      ],
    },
  })
  const sent = await tested(id)
  expect(sent.map(({ kind }) => kind)).toEqual(['text', 'image', 'news', 'text', 'file', 'miniprogram'])
  const [first, picture, card, second, paper, program] = sent
  // As one of those who were counted gets it, not with the examples.
  const lots = await service.database.sql.all<{ text: string }>(
    `SELECT "text" FROM "PostLot" WHERE "corpId" = ? AND "postId" = ? AND "arm" = 'a'`,
    [corpId, id],
  )
  const [head, words] = first?.text?.split('\n') ?? []
  expect(head).toMatch(/^【测试 \d\d:\d\d:\d\d，只有您能看到】内容 A$/)
  expect(lots.map(({ text }) => text.replaceAll('<', '＜').replaceAll('>', '＞'))).toContain(words)
  expect(second?.text).toMatch(/】内容 B\n到店有礼$/)
  expect(card?.news).toMatchObject({
    title: '预约',
    desc: '三步',
    link: url,
    imgUrl: expect.stringMatching(/^http/),
  })
  expect(program?.miniprogram).toMatchObject({ appid: 'wx0123456789abcdef', page: 'pages/index' })
  for (const [one, type] of [
    [picture, 'image'],
    [paper, 'file'],
  ] as const)
    expect(service.simulator.world.media.find(one?.mediaId ?? '')?.type).toBe(type)
  // Once more at once: nothing of it is taken for the same message again.
  service.advance(2_000)
  expect(await tested(id)).toHaveLength(6)
})

it('where nobody is known the words are examples, and say so', async () => {
  const [one] = await tested(await begin({ content: { text: '{{ store.name }}的{{ advisor.name }}' } }))
  expect(one?.text).toMatch(/】（变量以示例填写）\n浦东店的李娜$/)
})

it('what cannot be sent as itself is told in words, and a long text in as many messages as it needs', async () => {
  const text = `A & B${'好'.repeat(1300)}完`
  const gone = { kind: 'image' as const, hash: 'a'.repeat(64), fileName: '没了.png', byteSize: 10 }
  const id = await begin({
    content: { text, attachments: [gone, { kind: 'link', title: '活动', url: 'nowhere' }] },
  })
  const sent = await tested(id)
  expect(sent.map(({ kind }) => kind)).toEqual(['text', 'text', 'text', 'text'])
  const words = sent.slice(0, 2).map((one) => one.text ?? '')
  for (const each of words) expect(Buffer.byteLength(each)).toBeLessThanOrEqual(2048)
  expect(words.join('')).toMatch(new RegExp(`】\n${text}$`))
  expect(sent.slice(2).map((one) => one.text)).toEqual([
    '图片: 没了.png (不能发送)',
    '链接: 活动\nnowhere (不能发送)',
  ])
})

it('a mini program that WeCom does not take from the app is told in words', async () => {
  const id = await begin({
    content: {
      text: '预约',
      attachments: [{ kind: 'miniprogram', title: '预约', appId: 'wx0123456789abcdef', page: 'pages/index' }],
    },
  })
  service.simulator.faults.set({ rules: [{ path: 'message/send', errcode: 40035, skip: 1, count: 1 }] })
  const sent = await tested(id)
  service.simulator.faults.clear()
  expect(sent.map(({ text }) => text?.split('\n').slice(-3))).toEqual([
    [expect.stringMatching(/^【测试/), '预约'],
    ['小程序: 预约', 'wx0123456789abcdef', 'pages/index'],
  ])
})
