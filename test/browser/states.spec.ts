import { expect, test, type Page } from '@playwright/test'
import { serviceOrigin, simulatorOrigin } from './demo.ts'
import { enterFrom, openCustomer, openDesk, seeCustomer, setClient, type Desk } from './desk-page.ts'
import { changeCorp } from './simulator.ts'

let desk: Desk
test.beforeEach(async ({ browser }) => {
  desk = await openDesk(browser)
  await openCustomer(desk, '林晓雨')
})
test.afterEach(async () => await desk.page.context().close())

const reload = (page: Page): Promise<void> => page.getByRole('button', { name: '刷新' }).click()
const title = () => desk.sidebar.getByRole('heading', { level: 1 })

test('outside WeCom the page says where to open it', async () => {
  const page = await desk.page.context().newPage()
  await page.goto(`${serviceOrigin}/chat/`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('请在企业微信里打开')
  await page.getByRole('button', { name: '复制打开方法' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('侧边栏图标')
})

test('a customer of somebody else stays closed, and says whom to ask', async () => {
  const { page } = desk
  // The same computer, but the chat session has become a colleague's of another store.
  const other = await page.context().newPage()
  await other.goto(`${simulatorOrigin}/desk/login-as?userid=wanglei&to=chat`)
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible()
  await other.close()
  await reload(page)
  await expect(title()).toHaveText('您没有该客户的权限')
  await expect(desk.sidebar.getByText('林晓雨')).toHaveCount(0)
  await expect(desk.sidebar.getByRole('button', { name: '再看一次' })).toBeVisible()
})

test('from an ordinary page there is no customer, and it says so', async () => {
  await enterFrom(desk, '普通页面')
  await expect(title()).toHaveText('这里还没有客户')
})

test('from the contact profile nothing can be sent, so copying comes first', async () => {
  // Nobody else writes to him: who was written to today is left alone, and nothing of theirs can be copied.
  await openCustomer(desk, '许文博')
  await enterFrom(desk, '客户资料页')
  await seeCustomer(desk, '许文博')
  const advice = desk.sidebar.getByRole('article')
  await expect(advice.getByRole('button', { name: '发送' })).toHaveCount(0)
  await expect(advice).toContainText('从这里打开不能直接发送')
  await advice.getByRole('button', { name: '复制' }).click()
  await expect(advice.getByRole('button', { name: '已复制' })).toBeVisible()
  const copied = await desk.page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain('您好')
  await expect(advice).toContainText(copied.slice(0, 20))
})

test('a client from before entries and app identity still shows the customer', async () => {
  await setClient(desk, '版本', '旧版 3.0.20')
  await seeCustomer(desk, '林晓雨')
  const agent = await desk.sidebar.locator('body').evaluate(() => navigator.userAgent)
  expect(agent).toContain('wxwork/3.0.20')
})

test('a bridge that comes late is waited for', async () => {
  await setClient(desk, '桥', '迟到 1.5 秒')
  await seeCustomer(desk, '林晓雨')
})

test('a page outside the trusted domain is refused with the way to mend it', async () => {
  await changeCorp({ appOrigin: 'https://crm.example.com' })
  try {
    await reload(desk.page)
    await expect(title()).toHaveText('页面不在可信域名里')
    await expect(desk.sidebar.getByText(/80001/)).toBeVisible()
  } finally {
    await changeCorp({ appOrigin: serviceOrigin })
  }
  await desk.sidebar.getByRole('button', { name: '重试' }).click()
  await seeCustomer(desk, '林晓雨')
})

test('a wrong signature is told apart from a missing right', async () => {
  const forged = { timestamp: 1, nonceStr: 'forged', signature: '0'.repeat(40) }
  await desk.page.route('**/api/v1/jssdk/signature', (route) => route.fulfill({ json: forged }))
  await reload(desk.page)
  await expect(title()).toHaveText('签名没有通过')
})

test('an app without the right says what the administrator checks', async () => {
  await desk.page.route('**/desk/api/bridge/agent-config', (route) =>
    route.fulfill({ json: { err_msg: 'agentConfig:fail_no permission to execute', errcode: 48002 } }),
  )
  await reload(desk.page)
  await expect(title()).toHaveText('没有使用权限')
  await expect(desk.sidebar.getByText('可调用接口的应用')).toBeVisible()
})

test('a session that was ended is opened again without a question', async () => {
  const { page } = desk
  await page.context().clearCookies({ name: /chat/ })
  await openCustomer(desk, '陈国栋')
})

test('a client that never answers gets a hint after three seconds and the reason in the end', async ({
  browser,
}) => {
  await desk.page.context().close()
  const context = await browser.newContext()
  await context.clock.install()
  desk = await openDesk(browser, {}, context)
  await openCustomer(desk, '林晓雨')
  await setClient(desk, '客户端', '不回应')
  await reload(desk.page)
  await expect(desk.sidebar.getByText('企业微信还没有回应，仍在等待')).toBeVisible()
  await context.clock.fastForward(12_000)
  await expect(title()).toHaveText('企业微信没有回应')
})
