import { expect, test } from '@playwright/test'
import { serviceOrigin } from './demo.ts'
import { openCustomer, openDesk, seeCustomer, type Desk } from './desk-page.ts'
import { contactNamed, followOf } from './simulator.ts'

const FULL_PHONE = /138 ?0000 ?6721/

let desk: Desk
test.beforeAll(async ({ browser }) => void (desk = await openDesk(browser)))
test.afterAll(async () => {
  expect(desk.errors).toEqual([])
  await desk.page.context().close()
})

test('the first chat shows whom it is with, and the advisor is signed in without being asked', async () => {
  await seeCustomer(desk, '林晓雨')
  const { sidebar } = desk
  await expect(sidebar.getByRole('button', { name: '重要价值', exact: true })).toBeVisible()
  await expect(sidebar.getByText('138****6721')).toBeVisible()
  await expect(sidebar.getByRole('list', { name: '标签' })).toContainText('首保已做')
  await expect(sidebar.getByText('¥48,600')).toBeVisible()
  await expect(sidebar.getByRole('article')).toContainText('依据：')
  await expect(sidebar.getByRole('article').getByRole('button', { name: '发送' })).toBeEnabled()
  const cookies = await desk.page.context().cookies(serviceOrigin)
  const session = cookies.filter((cookie) => cookie.name.includes('chat'))
  expect(session).toHaveLength(1)
  expect(session[0]).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
})

test('the first second takes six requests, one of them for data', async () => {
  const asked: string[] = []
  const note = (request: { url(): string; method(): string }): void => {
    if (request.url().startsWith(serviceOrigin)) asked.push(request.url().slice(serviceOrigin.length))
  }
  const { page } = desk
  page.on('request', note)
  const answered = page.waitForResponse((response) => response.url().includes('/api/v1/panel/'))
  await page.getByRole('button', { name: '刷新' }).click()
  await answered
  page.off('request', note)
  // The stream of hints opens beside the data call; nothing waits for it.
  const waited = asked.filter((url) => !url.includes('/api/v1/live'))
  expect(waited, waited.join('\n')).toHaveLength(6)
  const api = waited.filter((url) => url.startsWith('/api/'))
  expect(api.map((url) => url.replace(/contacts\/.*/, 'contacts')).sort()).toEqual([
    '/api/v1/jssdk/signature',
    '/api/v1/me',
    '/api/v1/panel/contacts',
  ])
  await seeCustomer(desk, '林晓雨')
})

test('the tier explains itself', async () => {
  const { sidebar } = desk
  await sidebar.getByRole('button', { name: '重要价值', exact: true }).click()
  const sheet = sidebar.getByRole('dialog', { name: '为什么是这个分层' })
  await expect(sheet.getByRole('img', { name: /满分 5 分/ }).first()).toBeVisible()
  await expect(sheet).toContainText('购车款不计入')
  await desk.page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(sidebar.getByRole('button', { name: '重要价值', exact: true })).toBeFocused()
})

test('the phone number is shown in full only after saying what for', async () => {
  const { sidebar } = desk
  await expect(sidebar.getByText(FULL_PHONE)).toHaveCount(0)
  await sidebar.getByRole('button', { name: '查看' }).click()
  await sidebar.getByRole('dialog', { name: '查看手机号' }).getByRole('button', { name: '打电话' }).click()
  await expect(sidebar.getByText(FULL_PHONE)).toBeVisible()
})

test('each tab brings its own data when it is opened', async () => {
  const { sidebar } = desk
  const seen = async (tab: string, text: string | RegExp): Promise<void> => {
    await sidebar.getByRole('tab', { name: tab }).click()
    await expect(sidebar.getByRole('tabpanel', { name: tab })).toContainText(text)
  }
  await seen('动态', '到店')
  await seen('订单', '¥')
  await seen('资料', 'S7')
  await seen('协作', '赵航')
  await seen('话术', '道路救援指引')
})

test('a remark changed in the sidebar is the remark in WeCom', async () => {
  const { sidebar, page } = desk
  await sidebar.getByRole('button', { name: '改备注' }).click()
  await sidebar.getByRole('textbox', { name: '备注名' }).fill('林姐 白色 S7 二保')
  await page.keyboard.press('Enter')
  await expect(sidebar.getByText('备注已保存')).toBeVisible()
  const { externalUserid } = await contactNamed('林晓雨')
  await expect.poll(async () => (await followOf('lina', externalUserid)).remark).toBe('林姐 白色 S7 二保')
})

test('a note is part of the history at once', async () => {
  const { sidebar } = desk
  await sidebar.getByRole('button', { name: '记跟进' }).click()
  const sheet = sidebar.getByRole('dialog')
  await sheet.getByRole('textbox').fill('周六上午到店做二保，想顺便看 L9。')
  await sheet.getByRole('button', { name: '保存' }).click()
  await expect(sheet).toBeHidden()
  await sidebar.getByRole('tab', { name: '动态' }).click()
  await expect(sidebar.getByRole('tabpanel')).toContainText('想顺便看 L9')
  await sidebar.getByRole('tab', { name: '话术' }).click()
})

test('a task is counted until it is done', async () => {
  const { sidebar, page } = desk
  const tasks = sidebar.getByRole('button', { name: /^任务/ })
  // The demo may have given a step of a plan today.
  const before = Number((await tasks.innerText()).replace(/\D/g, ''))
  await sidebar.getByRole('button', { name: '建任务' }).click()
  const sheet = sidebar.getByRole('dialog')
  await sheet.getByRole('textbox').first().fill('电话确认到店时间')
  await sheet.getByRole('button', { name: '明天' }).click()
  await sheet.getByRole('button', { name: '保存' }).click()
  await expect(tasks).toHaveText(new RegExp(`任务\\s*${before + 1}\\s*$`))
  await tasks.click()
  const counted = page.waitForResponse((response) => response.url().includes('/api/v1/panel/'))
  await sidebar
    .getByRole('dialog')
    .getByRole('checkbox', { name: /电话确认到店时间/ })
    .click()
  await counted
  await page.keyboard.press('Escape')
  await expect(tasks).toHaveText(new RegExp(`^\\s*任务\\s*${before === 0 ? '' : before}\\s*$`))
})

test('advice that does not fit goes away, and comes back by 撤销', async () => {
  const { sidebar } = desk
  const advice = sidebar.getByRole('article')
  const title = await advice.getByRole('heading').innerText()
  await advice.getByRole('button', { name: '不合适' }).click()
  await sidebar.getByRole('dialog').getByRole('button', { name: '现在不是时候' }).click()
  await expect(sidebar.getByText(/已收起/)).toBeVisible()
  await expect(advice.getByRole('heading')).not.toHaveText(title)
  await sidebar.getByRole('button', { name: '撤销' }).click()
  await expect(advice.getByRole('heading')).toHaveText(title)
})

test('single keys work where nothing is being typed', async () => {
  const { sidebar, page } = desk
  await sidebar.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('/')
  await expect(sidebar.getByRole('searchbox', { name: '搜索话术' })).toBeFocused()
  await page.keyboard.type('t?')
  await expect(sidebar.getByRole('dialog')).toHaveCount(0)
  await sidebar.getByRole('searchbox', { name: '搜索话术' }).fill('')
  await sidebar.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('t')
  await expect(sidebar.getByRole('dialog', { name: '标签' })).toBeVisible()
  await page.keyboard.press('Escape')
})

test('another chat shows another customer', async () => {
  await openCustomer(desk, '陈国栋')
  await expect(desk.sidebar.getByText('138****6721')).toHaveCount(0)
})

test('on a phone the page fills the screen of the client', async () => {
  const { page } = desk
  await page.getByRole('button', { name: '客户端:' }).click()
  await page.getByRole('menuitemradio', { name: '手机版' }).click()
  await seeCustomer(desk, '陈国栋')
  const agent = await desk.sidebar.locator('body').evaluate(() => navigator.userAgent)
  expect(agent).toMatch(/iPhone.*wxwork\//)
  await page.getByRole('button', { name: '客户端:' }).click()
  await page.getByRole('menuitemradio', { name: '电脑版' }).click()
  await seeCustomer(desk, '陈国栋')
})
