import { expect, test } from '@playwright/test'
import { poster } from '../../server/demo/pictures.ts'
import { callApi, openConsole } from './console-page.ts'
import { openCustomer, openDesk } from './desk-page.ts'

// 程月华 of 李娜: no other spec talks to her.
const NAME = '程月华'
const TITLE = '车载香薰礼盒'

test('a product is made in the console, sent by an advisor, read by the customer, and all of it is seen', async ({
  browser,
}) => {
  const { page, errors } = await openConsole(browser, 'zhoumin', '/scripts')
  await page.getByRole('button', { name: '新建', exact: true }).click()
  const drawer = page.getByRole('dialog', { name: '新建话术或素材' })
  await drawer.getByRole('textbox', { name: '标题' }).fill(TITLE)
  await drawer.getByRole('combobox', { name: '形式' }).press('Enter')
  await page.getByRole('option', { name: '商品' }).click()
  await drawer.getByRole('button', { name: '保存' }).click()
  await expect(drawer.getByRole('alert')).toHaveText('请填写')
  const picker = drawer.locator('input[type=file]')
  await picker.setInputFiles({
    name: 'a.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from('no picture at all'),
  })
  await expect(drawer.getByRole('alert').first()).toContainText('JPG 或 PNG')
  const buffer = poster([20, 20, 60], [200, 120, 90])
  await picker.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer })
  await expect(drawer.locator('.thumbs img')).toHaveJSProperty('naturalWidth', 480)
  await drawer.getByRole('textbox', { name: '价格（元）' }).fill('199')
  await drawer.getByRole('textbox', { name: '卡片说明' }).fill('三种香型任选')
  await drawer.getByRole('button', { name: '保存' }).click()
  await expect(page.getByText('已保存')).toBeVisible()

  const desk = await openDesk(browser)
  await openCustomer(desk, NAME)
  await desk.sidebar.getByRole('button', { name: '图文', exact: true }).click()
  await desk.sidebar.getByRole('searchbox', { name: '搜索话术' }).fill('xiangxun')
  await desk.sidebar.getByRole('button', { name: `发送「${TITLE}」` }).click()
  const card = desk.page.getByRole('log').getByRole('link', { name: new RegExp(TITLE) })
  await expect(card).toContainText('三种香型任选')

  const phone = await browser.newContext({ userAgent: 'iPhone MicroMessenger/8.0.44', locale: 'zh-CN' })
  const opened = await phone.newPage()
  await opened.goto((await card.getAttribute('href')) ?? '')
  await expect(opened.getByRole('heading', { name: TITLE })).toBeVisible()
  await expect(opened.getByRole('img')).toHaveJSProperty('naturalWidth', 480)
  await expect(opened.getByText('¥199.00')).toBeVisible()
  // Long enough to be a second.
  await expect.poll(() => opened.evaluate(() => performance.now())).toBeGreaterThan(1_600)
  await opened.goto('about:blank')
  // The page tells how long it was looked at while it goes.
  const { json } = await callApi(page.request, 'GET /scripts?q=xiangxun&show=all')
  expect(json['items']).toMatchObject([{ sentCount: 1, detail: { priceFen: 19_900 } }])
  const [{ id } = { id: '' }] = json['items'] as { id: string }[]
  const usageNow = async () => (await callApi(page.request, `GET /scripts/${id}/usage`)).json
  await expect.poll(usageNow).toMatchObject({ sent: 1, opens: 1, openPersons: 1, timedOpens: 1 })
  await phone.close()

  await desk.sidebar.getByRole('tab', { name: '动态' }).click()
  const line = desk.sidebar
    .getByRole('tabpanel')
    .getByRole('listitem')
    .filter({ hasText: `打开链接：${TITLE}` })
  await expect(line).toContainText(/\d+ 秒/)

  await page.getByRole('searchbox', { name: '搜索话术' }).fill('xiangxun')
  await page.getByRole('row').filter({ hasText: TITLE }).getByRole('button').click()
  const usage = page.getByRole('region', { name: '使用效果' })
  await expect(usage.getByRole('button', { name: /^发送/ })).toContainText('1 位客户')
  await usage.getByRole('button', { name: /^打开/ }).click()
  await expect(usage.getByRole('listitem')).toContainText(/李娜 发送 · 看了 \d+ 秒/)
  expect([...errors, ...desk.errors]).toEqual([])
  await desk.page.context().close()
  await page.context().close()
})
