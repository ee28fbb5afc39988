import { expect, test, type Page, type Route } from '@playwright/test'
import { secondServiceOrigin, serviceOrigin, simulatorOrigin } from './demo.ts'
import { changeCorp } from './simulator.ts'
import { startSecondService } from './start-service.ts'

// The vendor's panel loads its page from one fixed host. That host is stood in for here, in the browser: its page says
// what the published messages say, and the code in them is a real one of the simulated company.
const PANEL_HOST = 'https://login.work.weixin.qq.com'

let stop: () => Promise<void>
test.beforeAll(async () => {
  stop = await startSecondService({ demoHost: false })
  await changeCorp({ appOrigin: secondServiceOrigin })
})
test.afterAll(async () => {
  await changeCorp({ appOrigin: serviceOrigin })
  await stop()
})

async function codeFor(panel: URL, userid: string): Promise<string> {
  const login = new URL(`/wwlogin/sso/login?${panel.search.slice(1)}&as=${userid}`, simulatorOrigin)
  const answer = await fetch(login, { redirect: 'manual' })
  const back = answer.headers.get('location')
  if (back === null) throw new Error(`no way back from the login: ${await answer.text()}`)
  return new URL(back).searchParams.get('code') ?? ''
}

/** Answers the panel's page; `say` is what it posts to the page around it when somebody presses the button. */
async function standInForPanel(page: Page, say: (panel: URL) => Promise<object>): Promise<URL[]> {
  const seen: URL[] = []
  await page.route(`${PANEL_HOST}/**`, async (route: Route) => {
    const panel = new URL(route.request().url())
    seen.push(panel)
    const message = JSON.stringify(JSON.stringify(await say(panel)))
    const ready = JSON.stringify(JSON.stringify({ type: 'ww-iframe-handle:ready', supportChannel: false }))
    await route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><title>login</title><button onclick='parent.postMessage(${message}, "*")'>确认登录</button>
        <script>parent.postMessage(${ready}, '*')</script>`,
    })
  })
  return seen
}

const called = (name: string, payload: object): object => ({
  type: 'ww-iframe-handle:call',
  args: { type: 'call', name, payload },
})

test('on a desktop browser one signs in by the vendor panel and comes back to the page one wanted', async ({
  page,
}) => {
  const seen = await standInForPanel(page, async (panel) =>
    called('onLoginSuccess', { code: await codeFor(panel, 'hanyue') }),
  )
  await page.goto(`${secondServiceOrigin}/console/setup`)
  await expect(page.getByRole('heading', { name: '登录留客管理台' })).toBeVisible()
  await page.frameLocator('iframe').getByRole('button', { name: '确认登录' }).click()
  await expect(page.getByRole('heading', { name: '接入设置' })).toBeVisible()
  await expect(page).toHaveURL(`${secondServiceOrigin}/console/setup`)
  expect(Object.fromEntries(seen[0]?.searchParams ?? [])).toMatchObject({
    login_type: 'CorpApp',
    appid: 'wwlanyue00fake0001',
    agentid: '1000002',
    redirect_uri: `${secondServiceOrigin}/login/wecom/callback`,
    redirect_type: 'callback',
  })
})

test('a code that WeCom does not know signs nobody in, and another try is offered', async ({ page }) => {
  await standInForPanel(page, async () => called('onLoginSuccess', { code: 'invented' }))
  await page.goto(`${secondServiceOrigin}/console/`)
  await page.frameLocator('iframe').getByRole('button', { name: '确认登录' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expect(page.getByRole('button', { name: '再试一次' })).toBeVisible()
  expect((await page.request.get(`${secondServiceOrigin}/api/v1/me?app=console`)).status()).toBe(401)
})

test('a panel code pasted by another site is refused: it lacks the nonce of this browser', async ({
  request,
}) => {
  const panel = new URL(
    `${PANEL_HOST}/?login_type=CorpApp&appid=wwlanyue00fake0001&agentid=1000002&redirect_uri=${encodeURIComponent(secondServiceOrigin)}`,
  )
  const code = await codeFor(panel, 'hanyue')
  const answer = await request.post(`${secondServiceOrigin}/api/v1/login/panel`, {
    data: { code, nonce: 'x'.repeat(43) },
    headers: { origin: secondServiceOrigin, 'x-liuke-app': 'console' },
  })
  expect(answer.status()).toBeGreaterThanOrEqual(400)
  expect(answer.headers()['set-cookie'] ?? '').not.toContain('console')
})

test('outside the demo nothing of the host bridge exists', async ({ page }) => {
  const answer = await page.request.get(`${secondServiceOrigin}/chat/`)
  const policy = answer.headers()['content-security-policy'] ?? ''
  expect(await answer.text()).not.toContain(simulatorOrigin)
  expect(policy).not.toContain(simulatorOrigin)
  expect(policy).toContain("frame-ancestors 'self'")
  const options = await (await page.request.get(`${secondServiceOrigin}/api/v1/login/options`)).json()
  expect(options).toMatchObject({ mode: 'panel', demoLinks: [] })
  // The same words that the desk gives its frame, spoken by a page that is not the desk.
  await page.addInitScript(() => {
    window.name = JSON.stringify({
      liukeDesk: 1,
      nonce: 'n',
      view: 'desktop',
      language: 'zh',
      bridgeDelayMs: 0,
    })
  })
  // Without an answer the page stays where it is instead of going to sign in.
  await page.route('**/api/v1/**', (route) => route.abort())
  await page.goto(`${secondServiceOrigin}/chat/`)
  expect(await page.evaluate(() => 'WeixinJSBridge' in window)).toBe(false)
  expect(await page.evaluate(() => /wxwork/i.test(navigator.userAgent))).toBe(false)
})
