import { deflateSync } from 'node:zlib'
import { expect, test, type Locator } from '@playwright/test'
import { callApi, signInToApi } from './console-page.ts'
import { openCustomer, openDesk, setClient, type Desk } from './desk-page.ts'

// 陈国栋 of 李娜: no other spec talks to him. He has asked for prices and has no car.
const NAME = '陈国栋'

let desk: Desk
let linkId = ''
test.beforeAll(async ({ browser, playwright }) => {
  const request = await playwright.request.newContext()
  await signInToApi(request, 'zhoumin')
  const { json } = await callApi(request, 'GET /scripts/categories')
  const [category] = json['items'] as { id: string }[]
  const script = { categoryId: category?.id, body: '' }
  const link = await callApi(request, 'POST /scripts', {
    ...script,
    kind: 'link',
    title: 'L9 试驾预约',
    linkUrl: 'https://example.com/l9',
    linkDesc: '周末两天，现场抽奖',
  })
  linkId = String(link.json['id'])
  const { json: file } = await callApi(request, 'POST /files', picture())
  const image = { kind: 'image', title: '保养价目表', imageHash: file['hash'], tags: ['价格'] }
  await callApi(request, 'POST /scripts', { ...script, ...image })
  await request.dispose()
  desk = await openDesk(browser)
  await openCustomer(desk, NAME)
})
test.afterAll(async () => {
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})

const log = (): Locator => desk.page.getByRole('log')
const bySidebar = (): Locator => log().getByText('来自侧边栏')

/** Finds a script by its words or their sound. */
async function find(words: string, title: string): Promise<Locator> {
  await desk.sidebar.getByRole('searchbox', { name: '搜索话术' }).fill(words)
  const rows = desk.sidebar.getByRole('list', { name: '话术' }).getByRole('listitem')
  await expect(rows.first()).toContainText(title)
  return rows.filter({ hasText: title }).first()
}

test('a script found by its sound goes into the chat with one press, once', async () => {
  const before = await bySidebar().count()
  const row = await find('jiuyuan', '道路救援指引')
  // Two presses before the client has answered the first.
  await row.getByRole('button', { name: '发送' }).evaluate((button: HTMLElement) => {
    button.click()
    button.click()
  })
  await expect(log()).toContainText(/陈先生您好，先别着急/)
  await expect(row.getByRole('button', { name: '已发送' })).toBeVisible()
  await expect(bySidebar()).toHaveCount(before + 1)
  await desk.sidebar.getByRole('tab', { name: '动态' }).click()
  await expect(desk.sidebar.getByRole('tabpanel')).toContainText('道路救援指引')
  await desk.sidebar.getByRole('tab', { name: '话术' }).click()
})

test('what is edited before sending is what arrives', async () => {
  const row = await find('雨季', '雨季用车建议')
  await row.getByRole('button', { name: '编辑「雨季用车建议」' }).click()
  const sheet = desk.sidebar.getByRole('dialog', { name: '雨季用车建议' })
  await sheet.getByRole('textbox').fill('陈先生，明天有雨，路上慢点。')
  await sheet.getByRole('button', { name: '发送' }).click()
  await expect(log()).toContainText('陈先生，明天有雨，路上慢点。')
})

test('a text with a gap cannot be sent until somebody fills it', async () => {
  const row = await find('质保', '质保到期提醒')
  await expect(row.getByRole('button', { name: '复制' })).toBeDisabled()
  await row.getByRole('button', { name: '补全后发送' }).click()
  const sheet = desk.sidebar.getByRole('dialog', { name: '质保到期提醒' })
  await expect(sheet.getByRole('button', { name: '补全后发送' })).toBeDisabled()
  await sheet.getByRole('textbox', { name: '车型' }).fill('汉 EV')
  await sheet.getByRole('button', { name: '发送' }).click()
  await expect(log()).toContainText('您的汉 EV整车质保快到期了')
  await expect(log()).not.toContainText(/[〔{]/)
})

test('a picture arrives as a picture, a link as a card of ours, and its open is seen by the advisor and counted', async ({
  playwright,
}) => {
  const media = desk.sidebar.getByRole('button', { name: '图文' })
  await media.click()
  const image = await find('jiage', '保养价目表')
  await image.getByRole('button', { name: '发送「保养价目表」' }).click()
  const shown = log().getByRole('img', { name: '[图片]' })
  await expect(shown).toBeVisible()
  await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(8)

  const link = await find('试驾预约', 'L9 试驾预约')
  await link.getByRole('button', { name: '发送' }).click()
  const card = log().getByRole('link', { name: /L9 试驾预约/ })
  await expect(card).toHaveAttribute('href', /\/l\/[\w-]{16}$/)
  const customer = await playwright.request.newContext({ userAgent: 'iPhone MicroMessenger/8.0.44' })
  const opened = await customer.get((await card.getAttribute('href')) ?? '', { maxRedirects: 0 })
  expect([opened.status(), opened.headers()['location']]).toEqual([302, 'https://example.com/l9'])
  await customer.dispose()
  await desk.sidebar.getByRole('tab', { name: '动态' }).click()
  await expect(desk.sidebar.getByRole('tabpanel')).toContainText('打开链接')
  await desk.sidebar.getByRole('tab', { name: '话术' }).click()

  const request = await playwright.request.newContext()
  await signInToApi(request, 'zhoumin')
  const { json } = await callApi(request, `GET /scripts/${linkId}/usage`)
  expect(json).toMatchObject({ sent: 1, sentPersons: 1, opens: 1, openPersons: 1, medianSeconds: null })
  await request.dispose()
})

test('a cancelled message is not sent, and nobody is blamed', async () => {
  await setClient(desk, '发送结果', '用户取消')
  const before = await bySidebar().count()
  const row = await find('长途', '长途出行检查')
  await row.getByRole('button', { name: '发送' }).click()
  await expect(row.getByRole('button', { name: '发送' })).toBeEnabled()
  await expect(row.getByRole('alert')).toHaveCount(0)
  await expect(bySidebar()).toHaveCount(before)
  await setClient(desk, '发送结果', '成功')
})

test('when WeCom fails the reason is said and copying is offered first', async () => {
  await setClient(desk, '发送结果', '失败')
  const before = await bySidebar().count()
  const row = await find('长途', '长途出行检查')
  await row.getByRole('button', { name: '发送' }).click()
  await expect(row.getByRole('alert')).toContainText('企业微信没有发出去')
  await expect(bySidebar()).toHaveCount(before)
  await row.getByRole('button', { name: '复制「长途出行检查」' }).click()
  await expect(row.getByRole('status')).toHaveText('已复制')
  expect(await desk.page.evaluate(() => navigator.clipboard.readText())).toContain('长途出发前建议看一下胎压')
  await setClient(desk, '发送结果', '成功')
})

/** A PNG of 8 × 8 in one colour. */
function picture(): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name), data])
    const size = Buffer.alloc(4)
    size.writeUInt32BE(data.length)
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([size, body, check])
  }
  const row = Buffer.from([0, ...Array.from({ length: 8 }, () => [15, 118, 110]).flat()])
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: 8 }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
